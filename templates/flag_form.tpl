{{%AUTOESCAPE context="HTML"}}<section class="panel flag-panel" aria-labelledby="flag-title">
<h2 id="flag-title">Flag</h2>
<form method="post" action="/containers/flags/{{ID}}" id="flag-form" class="inline-form" data-challenge="{{ID}}"><input type="hidden" name="nonce" value="{{NONCE}}">
<label class="visually-hidden" for="submission">Flag</label><input class="form-control" id="submission" name="submission" value="{{SUBMISSION}}" placeholder="flag{…}" required maxlength="1024" autocomplete="off" autocapitalize="off" spellcheck="false"><button class="btn btn-primary" type="submit">Submit</button></form>
{{#HAS_MAX_ATTEMPTS}}<p class="muted flag-tries">At most {{MAX_ATTEMPTS}} wrong tries.</p>{{/HAS_MAX_ATTEMPTS}}
<p id="verdict" class="alert alert-{{LOOK}}" {{#HAS_VERDICT}}role="alert"{{/HAS_VERDICT}}>{{VERDICT}}</p>
</section>
<script type="module" src="/containers/static/js/flag.js"></script>
