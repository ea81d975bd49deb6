{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<div class="narrow middle">
<p class="narrow-mark"><img src="/containers/static/img/berth.svg" alt="" width="56" height="56"><span class="narrow-name">{{EVENT_NAME}}</span></p>
<section class="panel">
<h1>Create an account</h1>
{{#REGISTRATION_CLOSED}}<p class="alert alert-warning mt-3">Registration is closed. Ask the organisers for an account.</p>{{/REGISTRATION_CLOSED}}
{{#REGISTRATION_OPEN}}
<form method="post" action="/containers/register" id="register">
{{#HAS_ERROR}}<p class="alert alert-danger mb-0" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<input type="hidden" name="next" value="{{NEXT}}">
<div class="field"><label class="form-label" for="name">Name</label>
<input class="form-control" id="name" name="name" value="{{NAME}}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="128" aria-describedby="name-help">
<p class="form-text" id="name-help">What others see on the scoreboard.</p></div>
<div class="field"><label class="form-label" for="email">E-mail</label>
<input class="form-control" id="email" name="email" type="email" value="{{EMAIL}}" autocomplete="email" required maxlength="254" aria-describedby="email-help">
<p class="form-text" id="email-help">Only the organisers see it.</p></div>
<div class="field"><label class="form-label" for="password">Password</label>
<input class="form-control" id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="128" aria-describedby="password-help">
<p class="form-text" id="password-help">8 to 128 characters, and none that everybody tries first.</p></div>
{{#HAS_BRACKETS}}<div class="field"><label class="form-label" for="bracket">Bracket</label>
<select class="form-select" id="bracket" name="bracket" required><option value="">Choose one</option>{{#BRACKET_OPTION}}<option value="{{BRACKET_NAME}}"{{#BRACKET_CHOSEN}} selected{{/BRACKET_CHOSEN}}>{{BRACKET_NAME}}</option>{{/BRACKET_OPTION}}</select></div>{{/HAS_BRACKETS}}
{{#BY_CODE}}<div class="field"><label class="form-label" for="code">Registration code</label>
<input class="form-control" id="code" name="code" value="{{CODE}}" autocomplete="off" required maxlength="1024" aria-describedby="code-help">
<p class="form-text" id="code-help">The organisers have given it to you.</p></div>{{/BY_CODE}}
<button class="btn btn-primary w-100" type="submit">Create account</button>
</form>
{{/REGISTRATION_OPEN}}
<p class="muted">Have an account? <a href="/containers/login?next={{NEXT:url_query_escape}}">Log in</a></p>
</section>
</div>
{{>FOOT}}
