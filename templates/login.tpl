{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<section class="narrow panel">
<h1>Log in</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
<form method="post" action="/containers/login" id="login">
<input type="hidden" name="nonce" value="{{NONCE}}">
<input type="hidden" name="next" value="{{NEXT}}">
<label class="form-label" for="name">Name or e-mail</label>
<input class="form-control" id="name" name="name" value="{{NAME}}" autocomplete="username" required maxlength="254">
<label class="form-label" for="password">Password</label>
<input class="form-control" id="password" name="password" type="password" autocomplete="current-password" required maxlength="128">
<button class="btn btn-primary w-100" type="submit">Log in</button>
</form>
{{#REGISTRATION_OPEN}}<p>New here? <a href="/containers/register?next={{NEXT}}">Create an account</a></p>{{/REGISTRATION_OPEN}}
</section>
{{>FOOT}}
