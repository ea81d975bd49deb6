{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/admin/users">Accounts</a></p>
<h1>Accounts made</h1>
<section class="panel stacked">
<p class="alert alert-success mb-0" role="status">{{MADE}} accounts{{#HAS_TEAMS}} and {{TEAMS}} teams{{/HAS_TEAMS}} have been made. The passwords are shown only this once.</p>
<div class="field"><label class="form-label" for="made">To hand out</label>
<textarea class="form-control font-monospace" id="made" rows="16" readonly>{{CSV:pre_escape}}</textarea></div>
<div class="actions"><button type="button" class="btn btn-outline-secondary copy" data-copy="{{CSV:pre_escape}}" hidden>Copy</button><a class="btn btn-primary" href="/containers/admin/users">To the accounts</a></div>
</section>
{{>FOOT}}
