{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/admin/teams">Teams</a></p>
<h1>{{#IS_NEW}}New team{{/IS_NEW}}{{#IS_EDIT}}{{TEAM_NAME}}{{/IS_EDIT}}</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<form method="post" action="{{#IS_NEW}}/containers/admin/teams/new{{/IS_NEW}}{{#IS_EDIT}}/containers/admin/teams/{{ID}}{{/IS_EDIT}}" id="team-form">
<input type="hidden" name="nonce" value="{{NONCE}}">
<fieldset class="panel"><legend>Team</legend>
<div class="field"><label class="form-label" for="name">Name</label><input class="form-control" id="name" name="name" value="{{NAME}}" required maxlength="128" autocomplete="off" spellcheck="false"></div>
{{#HAS_MEMBERS}}<div class="field"><label class="form-label" for="captain">Captain</label><select class="form-select" id="captain" name="captain">{{#CAPTAIN_OPTION}}<option value="{{MEMBER_ID}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{MEMBER_NAME}}</option>{{/CAPTAIN_OPTION}}</select></div>{{/HAS_MEMBERS}}
{{#HAS_BRACKETS}}<div class="field"><label class="form-label" for="bracket">Bracket</label><select class="form-select" id="bracket" name="bracket"><option value="">none</option>{{#BRACKET_OPTION}}<option value="{{BRACKET_NAME}}"{{#BRACKET_CHOSEN}} selected{{/BRACKET_CHOSEN}}>{{BRACKET_NAME}}</option>{{/BRACKET_OPTION}}</select></div>{{/HAS_BRACKETS}}
<div class="field-wide checks">
<label class="check"><input class="form-check-input" type="checkbox" name="hidden" value="1"{{#HIDDEN}} checked{{/HIDDEN}}> hidden from lists and scores</label>
<label class="check"><input class="form-check-input" type="checkbox" name="banned" value="1"{{#BANNED}} checked{{/BANNED}}> banned: its instances are stopped, its members can do nothing</label>
</div>
</fieldset>
<div class="form-end"><button class="btn btn-primary" type="submit">{{#IS_NEW}}Make the team{{/IS_NEW}}{{#IS_EDIT}}Save{{/IS_EDIT}}</button>{{#HAS_CREATED}}<span class="muted">Made <time datetime="{{CREATED}}">{{CREATED}}</time></span>{{/HAS_CREATED}}</div>
</form>
{{#IS_EDIT}}
<h2 class="mt-4">Members</h2>
{{#HAS_MEMBERS}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Members"><table class="table stack" id="members"><thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead><tbody>
{{#MEMBER}}<tr><td><div><a href="/containers/admin/users/{{MEMBER_ID}}">{{MEMBER_NAME}}</a> {{#IS_MEMBER_CAPTAIN}}<span class="chip chip-live">captain</span>{{/IS_MEMBER_CAPTAIN}}</div></td><td data-label="E-mail">{{MEMBER_EMAIL}}</td>
<td class="end"><form method="post" action="/containers/admin/teams/{{ID}}/drop" data-confirm="Take {{MEMBER_NAME}} out of the team?"><input type="hidden" name="nonce" value="{{NONCE}}"><input type="hidden" name="user" value="{{MEMBER_ID}}"><button class="btn btn-sm btn-outline-danger" type="submit">Remove<span class="visually-hidden"> {{MEMBER_NAME}}</span></button></form></td></tr>
{{/MEMBER}}</tbody></table></div>
{{/HAS_MEMBERS}}
<form method="post" action="/containers/admin/teams/{{ID}}/add" class="inline-form mb-4" id="add-member">
<input type="hidden" name="nonce" value="{{NONCE}}">
<label class="form-label" for="member">Add an account by its name</label>
<input class="form-control" id="member" name="member" required maxlength="128" autocomplete="off" spellcheck="false">
<button class="btn btn-outline-secondary" type="submit">Add</button>
</form>
<section class="panel" aria-labelledby="delete-title">
<h2 id="delete-title">Delete</h2>
<p class="muted">The team's instances are stopped and its members stay without a team. To keep the record, ban it instead.</p>
<form method="post" action="/containers/admin/teams/{{ID}}/delete" data-confirm="Delete the team “{{TEAM_NAME}}” for good?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="delete-team" type="submit">Delete the team</button></form>
</section>
{{/IS_EDIT}}
{{>FOOT}}
