{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Account</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<section class="panel">
<h2>You</h2>
<dl class="facts">
<dt>Name</dt><dd>{{ACCOUNT_NAME}}</dd>
{{#HAS_EMAIL}}<dt>E-mail</dt><dd>{{ACCOUNT_EMAIL}}</dd>{{/HAS_EMAIL}}
{{#HAS_TEAM}}<dt>Team</dt><dd>{{ACCOUNT_TEAM}}</dd>{{/HAS_TEAM}}
</dl>
</section>
<section class="panel">
<h2>API tokens</h2>
<p class="muted">A token lets a script act as you: send it as <code>Authorization: Token …</code>. The <a href="/api/v1/openapi.json">API's document</a> says what there is.</p>
{{#HAS_SECRET}}
<div class="alert alert-success" role="status"><p>Your new token. It is shown only this once:</p>
<p class="mb-0"><code id="token-secret">{{SECRET}}</code> <button type="button" class="btn btn-sm btn-outline-secondary copy" data-copy="{{SECRET}}" hidden>Copy</button></p></div>
{{/HAS_SECRET}}
{{#HAS_TOKENS}}
<div class="table-wrap" tabindex="0" role="region" aria-label="API tokens"><table class="table stack">
<thead><tr><th scope="col">Description</th><th scope="col">Created</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>
{{#TOKEN}}
<tr><td>{{DESCRIPTION}}</td><td data-label="Created">{{#HAS_CREATED}}<time datetime="{{CREATED}}">{{CREATED}}</time>{{/HAS_CREATED}}</td>
<td class="end"><form method="post" action="/containers/account/tokens/{{ID}}/delete" data-confirm="Delete the token “{{DESCRIPTION}}”? Scripts that use it stop working."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Delete<span class="visually-hidden"> the token {{DESCRIPTION}}</span></button></form></td></tr>
{{/TOKEN}}
</tbody></table></div>
{{/HAS_TOKENS}}
<form method="post" action="/containers/account/tokens" class="inline-form">
<input type="hidden" name="nonce" value="{{NONCE}}">
<label class="form-label" for="description">What is the new token for?</label>
<input class="form-control" id="description" name="description" maxlength="128" placeholder="my solve script">
<button class="btn btn-primary" type="submit">Make a token</button>
</form>
</section>
{{>FOOT}}
