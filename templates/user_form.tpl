{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/admin/users">Accounts</a></p>
<h1>{{#IS_NEW}}New account{{/IS_NEW}}{{#IS_EDIT}}{{ACCOUNT_NAME}}{{/IS_EDIT}}</h1>
<form method="post" id="user-form">
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<fieldset class="panel"><legend>Account</legend>
<div class="field"><label class="form-label" for="name">Name</label><input class="form-control" id="name" name="name" value="{{NAME}}" required maxlength="128" autocomplete="off" spellcheck="false"></div>
<div class="field"><label class="form-label" for="email">E-mail</label><input class="form-control" id="email" name="email" type="email" value="{{EMAIL}}" maxlength="254" autocomplete="off"></div>
<div class="field"><label class="form-label" for="password">{{#IS_NEW}}Password{{/IS_NEW}}{{#IS_EDIT}}New password{{/IS_EDIT}}</label><input class="form-control" id="password" name="password" type="password" maxlength="128" autocomplete="new-password" aria-describedby="password-help"><p class="form-text" id="password-help">{{#IS_NEW}}Empty: one is made and shown once.{{/IS_NEW}}{{#IS_EDIT}}Empty: it stays. A new one ends the account's sessions.{{/IS_EDIT}}</p></div>
<div class="field"><label class="form-label" for="role">Role</label><select class="form-select" id="role" name="role"><option value="player"{{#ROLE_PLAYER}} selected{{/ROLE_PLAYER}}>player</option><option value="admin"{{#ROLE_ADMIN}} selected{{/ROLE_ADMIN}}>admin</option></select></div>
<div class="field"><label class="form-label" for="team">Team</label><input class="form-control" id="team" name="team" value="{{TEAM}}" maxlength="128" autocomplete="off" placeholder="none"></div>
{{#HAS_BRACKETS}}<div class="field"><label class="form-label" for="bracket">Bracket</label><select class="form-select" id="bracket" name="bracket"><option value="">none</option>{{#BRACKET_OPTION}}<option value="{{BRACKET_NAME}}"{{#BRACKET_CHOSEN}} selected{{/BRACKET_CHOSEN}}>{{BRACKET_NAME}}</option>{{/BRACKET_OPTION}}</select></div>{{/HAS_BRACKETS}}
<div class="field-wide checks">
<label class="check"><input class="form-check-input" type="checkbox" name="verified" value="1"{{#VERIFIED}} checked{{/VERIFIED}}> verified</label>
<label class="check"><input class="form-check-input" type="checkbox" name="hidden" value="1"{{#HIDDEN}} checked{{/HIDDEN}}> hidden from lists and scores</label>
<label class="check"><input class="form-check-input" type="checkbox" name="banned" value="1"{{#BANNED}} checked{{/BANNED}}> banned: ends sessions, tokens and instances</label>
{{#IS_EDIT}}<label class="check"><input class="form-check-input" type="checkbox" name="end_sessions" value="1"> end its sessions</label>
<label class="check"><input class="form-check-input" type="checkbox" name="end_tokens" value="1"> end its API tokens</label>{{/IS_EDIT}}
</div>
</fieldset>
<div class="form-end"><button class="btn btn-primary" type="submit">{{#IS_NEW}}Make the account{{/IS_NEW}}{{#IS_EDIT}}Save{{/IS_EDIT}}</button>{{#HAS_CREATED}}<span class="muted">Made <time datetime="{{CREATED}}">{{CREATED}}</time></span>{{/HAS_CREATED}}</div>
</form>
{{#IS_EDIT}}{{#IS_OTHER}}
<section class="panel mt-4" aria-labelledby="delete-title">
<h2 id="delete-title">Delete</h2>
<p class="muted">The account's instances are stopped, and what it did is no longer shown under its name. To keep the record, ban it instead.</p>
<form method="post" action="/containers/admin/users/{{ID}}/delete" data-confirm="Delete the account “{{ACCOUNT_NAME}}” for good?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="delete-user" type="submit">Delete the account</button></form>
</section>
{{/IS_OTHER}}{{/IS_EDIT}}
{{>FOOT}}
