{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<div class="narrow middle">
<p class="narrow-mark"><img src="/containers/static/img/berth.svg" alt="" width="56" height="56"><span class="narrow-name">{{EVENT_NAME}}</span></p>
<section class="panel">
<h1>Log in</h1>
<form method="post" action="/containers/login" id="login">
{{#HAS_ERROR}}<p class="alert alert-danger mb-0" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<input type="hidden" name="next" value="{{NEXT}}">
<div class="field"><label class="form-label" for="name">Name or e-mail</label>
<input class="form-control" id="name" name="name" value="{{NAME}}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="254"></div>
<div class="field"><label class="form-label" for="password">Password</label>
<input class="form-control" id="password" name="password" type="password" autocomplete="current-password" required maxlength="128"></div>
<button class="btn btn-primary w-100" type="submit">Log in</button>
</form>
{{#REGISTRATION_OPEN}}<p class="muted">New here? <a href="/containers/register?next={{NEXT:url_query_escape}}">Create an account</a></p>{{/REGISTRATION_OPEN}}
</section>
</div>
{{>FOOT}}
