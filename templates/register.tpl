{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<section class="narrow panel">
<h1>Create an account</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
{{#REGISTRATION_CLOSED}}<p class="alert alert-warning">Registration is closed. Ask the organisers for an account.</p>{{/REGISTRATION_CLOSED}}
{{#REGISTRATION_OPEN}}
<form method="post" action="/containers/register" id="register">
<input type="hidden" name="nonce" value="{{NONCE}}">
<input type="hidden" name="next" value="{{NEXT}}">
<label class="form-label" for="name">Name</label>
<input class="form-control" id="name" name="name" value="{{NAME}}" autocomplete="username" required maxlength="128">
<label class="form-label" for="email">E-mail</label>
<input class="form-control" id="email" name="email" type="email" value="{{EMAIL}}" autocomplete="email" required maxlength="254">
<label class="form-label" for="password">Password</label>
<input class="form-control" id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="128" aria-describedby="password-help">
<p class="form-text" id="password-help">8 to 128 characters, and none that everybody tries first.</p>
{{#HAS_BRACKETS}}<label class="form-label" for="bracket">Bracket</label>
<select class="form-select" id="bracket" name="bracket" required><option value="">Choose one</option>{{#BRACKET_OPTION}}<option value="{{BRACKET_NAME}}"{{#BRACKET_CHOSEN}} selected{{/BRACKET_CHOSEN}}>{{BRACKET_NAME}}</option>{{/BRACKET_OPTION}}</select>{{/HAS_BRACKETS}}
{{#BY_CODE}}<label class="form-label" for="code">Registration code</label>
<input class="form-control" id="code" name="code" value="{{CODE}}" autocomplete="off" required maxlength="1024" aria-describedby="code-help">
<p class="form-text" id="code-help">The organisers have given it to you.</p>{{/BY_CODE}}
<button class="btn btn-primary w-100" type="submit">Create account</button>
</form>
{{/REGISTRATION_OPEN}}
<p>Have an account? <a href="/containers/login?next={{NEXT}}">Log in</a></p>
</section>
{{>FOOT}}
