{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Account</h1>
<section class="panel" aria-labelledby="you-title">
<h2 id="you-title">You</h2>
<dl class="facts">
<dt>Name</dt><dd>{{ACCOUNT_NAME}}{{#IS_VERIFIED}} <span class="chip chip-live">verified</span>{{/IS_VERIFIED}}</dd>
{{#HAS_TEAM}}<dt>Team</dt><dd><a href="/containers/team">{{ACCOUNT_TEAM}}</a></dd>{{/HAS_TEAM}}
{{#HAS_BRACKET}}<dt>Bracket</dt><dd>{{ACCOUNT_BRACKET}}</dd>{{/HAS_BRACKET}}
</dl>
</section>
<div class="two-columns">
{{#PROFILE}}
<form method="post" action="/containers/account/profile" class="panel stacked" id="profile" aria-labelledby="profile-title">
<h2 id="profile-title">Name and e-mail</h2>
{{#HAS_ERROR}}<p class="alert alert-danger mb-0" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="name">Name</label>
<input class="form-control" id="name" name="name" value="{{NAME}}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="128"{{#NAME_FIXED}} readonly aria-describedby="name-fixed"{{/NAME_FIXED}}>
{{#NAME_FIXED}}<p class="form-text" id="name-fixed">Names can't be changed in this event.</p>{{/NAME_FIXED}}</div>
<div class="field"><label class="form-label" for="email">E-mail</label>
<input class="form-control" id="email" name="email" type="email" value="{{EMAIL}}" autocomplete="email" maxlength="254"></div>
<div class="field"><label class="form-label" for="profile-confirm">Present password</label>
<input class="form-control" id="profile-confirm" name="confirm" type="password" autocomplete="current-password" maxlength="128" aria-describedby="profile-confirm-help">
<p class="form-text" id="profile-confirm-help">Only needed for a new e-mail address.</p></div>
<div class="form-end"><button class="btn btn-primary" type="submit">Save</button></div>
</form>
{{/PROFILE}}
{{#PASSWORD_FORM}}
<form method="post" action="/containers/account/password" class="panel stacked" id="password-form" aria-labelledby="password-title">
<h2 id="password-title">Password</h2>
{{#HAS_ERROR}}<p class="alert alert-danger mb-0" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="password-confirm">Present password</label>
<input class="form-control" id="password-confirm" name="confirm" type="password" autocomplete="current-password" required maxlength="128"></div>
<div class="field"><label class="form-label" for="password">New password</label>
<input class="form-control" id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="128" aria-describedby="password-help">
<p class="form-text" id="password-help">8 to 128 characters, and none that everybody tries first. Your other sessions end.</p></div>
<label class="check"><input class="form-check-input" type="checkbox" name="end_tokens" value="1"> End my API tokens, too</label>
<div class="form-end"><button class="btn btn-primary" type="submit">Change password</button></div>
</form>
{{/PASSWORD_FORM}}
</div>
{{#HAS_SESSIONS}}
<section class="panel" aria-labelledby="sessions-title">
<div class="page-head"><h2 class="mb-0 me-auto" id="sessions-title">Where you are logged in</h2>
{{#HAS_OTHERS}}<form method="post" action="/containers/account/sessions/end" data-confirm="End all other sessions? Who uses them must log in again."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" id="end-others" type="submit">End all others</button></form>{{/HAS_OTHERS}}</div>
<div class="table-wrap" tabindex="0" role="region" aria-label="Sessions"><table class="table stack" id="sessions">
<thead><tr><th scope="col">Browser</th><th scope="col">Address</th><th scope="col">Since</th><th scope="col">Last used</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>
{{#SESSION}}
<tr><td title="{{AGENT_WHOLE}}">{{AGENT}}</td><td data-label="Address">{{IP}}</td><td data-label="Since">{{#HAS_CREATED}}<time datetime="{{CREATED}}">{{CREATED}}</time>{{/HAS_CREATED}}</td><td data-label="Last used">{{#HAS_SEEN}}<time datetime="{{SEEN}}">{{SEEN}}</time>{{/HAS_SEEN}}</td>
<td class="end">{{#IS_CURRENT}}<span class="chip chip-live">this one</span>{{/IS_CURRENT}}{{#IS_OTHER}}<form method="post" action="/containers/account/sessions/{{ID}}/end"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">End<span class="visually-hidden"> the session from {{IP}}</span></button></form>{{/IS_OTHER}}</td></tr>
{{/SESSION}}
</tbody></table></div>
</section>
{{/HAS_SESSIONS}}
<section class="panel" aria-labelledby="tokens-title">
<h2 id="tokens-title">API tokens</h2>
<p class="muted">A token lets a script act as you: send it as <code>Authorization: Token …</code>. The <a href="/api/v1/openapi.json">API's document</a> says what there is.</p>
{{#HAS_SECRET}}
<div class="alert alert-success" role="status"><p>Your new token. It is shown only this once:</p>
<p class="mb-0"><code id="token-secret">{{SECRET}}</code> <button type="button" class="btn btn-sm btn-outline-secondary copy" data-copy="{{SECRET}}" hidden>Copy</button></p></div>
{{/HAS_SECRET}}
{{#HAS_TOKENS}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Tokens in use"><table class="table stack">
<thead><tr><th scope="col">Description</th><th scope="col">Created</th><th scope="col">Ends</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>
{{#TOKEN}}
<tr><td>{{DESCRIPTION}}</td><td data-label="Created">{{#HAS_CREATED}}<time datetime="{{CREATED}}">{{CREATED}}</time>{{/HAS_CREATED}}</td><td data-label="Ends">{{#HAS_EXPIRES}}<time datetime="{{EXPIRES}}">{{EXPIRES}}</time>{{/HAS_EXPIRES}}{{#NEVER}}never{{/NEVER}}</td>
<td class="end"><form method="post" action="/containers/account/tokens/{{ID}}/delete" data-confirm="Delete the token “{{DESCRIPTION}}”? Scripts that use it stop working."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Delete<span class="visually-hidden"> the token {{DESCRIPTION}}</span></button></form></td></tr>
{{/TOKEN}}
</tbody></table></div>
{{/HAS_TOKENS}}
{{#TOKEN_FORM}}
<form method="post" action="/containers/account/tokens" class="form-row" id="token-form">
{{#HAS_ERROR}}<p class="alert alert-danger mb-0 field-wide" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="description">What is the new token for?</label>
<input class="form-control" id="description" name="description" maxlength="128" placeholder="my solve script"></div>
<div class="field"><label class="form-label" for="expiration">Ends on (empty: never)</label>
<input class="form-control" id="expiration" name="expiration" type="date"></div>
<div class="form-end"><button class="btn btn-primary" type="submit">Make a token</button></div>
</form>
{{/TOKEN_FORM}}
</section>
{{>FOOT}}
