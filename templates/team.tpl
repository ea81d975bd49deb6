{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
{{#TEAM}}
<div class="page-head"><h1>{{TEAM_NAME}}</h1>{{#HAS_BRACKET}}<span class="chip">{{BRACKET}}</span>{{/HAS_BRACKET}}<span class="muted">{{MEMBERS}}{{#HAS_SIZE}} of {{TEAM_SIZE}}{{/HAS_SIZE}} members</span></div>
<h2>Members</h2>
<div class="table-wrap" tabindex="0" role="region" aria-label="Members"><table class="table stack" id="members">
<thead><tr><th scope="col">Name</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>
{{#MEMBER}}
<tr data-member="{{ID}}"><td><div>{{MEMBER_NAME}} {{#IS_MEMBER_CAPTAIN}}<span class="chip chip-live">captain</span>{{/IS_MEMBER_CAPTAIN}}{{#IS_YOU}} <span class="muted">(you)</span>{{/IS_YOU}}</div></td>
<td class="end">{{#CAN_CHANGE}}<div class="actions row-actions"><form method="post" action="/containers/team/members/{{ID}}/captain" data-confirm="Make {{MEMBER_NAME}} captain? You stay a member."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-secondary" type="submit">Make captain<span class="visually-hidden">: {{MEMBER_NAME}}</span></button></form>
<form method="post" action="/containers/team/members/{{ID}}/remove" data-confirm="Remove {{MEMBER_NAME}} from the team?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Remove<span class="visually-hidden"> {{MEMBER_NAME}}</span></button></form></div>{{/CAN_CHANGE}}</td></tr>
{{/MEMBER}}
</tbody></table></div>
{{#LEAD}}
<div class="two-columns">
<section class="panel" aria-labelledby="invite-title">
<h2 id="invite-title">Invite</h2>
{{#HAS_LINK}}
<div class="alert alert-success" role="status"><p>Give this link to those who shall join. It is shown only this once:</p>
<p class="mb-0"><code id="invite-link">{{LINK}}</code> <button type="button" class="btn btn-sm btn-outline-secondary copy" data-copy="{{LINK}}" hidden>Copy</button></p></div>
{{/HAS_LINK}}
{{#INVITE_OPEN}}<p class="muted">There is a link to join by. A new one makes the old one useless.</p>{{/INVITE_OPEN}}
{{#INVITE_CLOSED}}<p class="muted">Nobody can join until you make a link. Who has it can join the team.</p>{{/INVITE_CLOSED}}
<div class="actions">
<form method="post" action="/containers/team/invite"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-primary" id="new-invite" type="submit">{{#INVITE_OPEN}}Make a new link{{/INVITE_OPEN}}{{#INVITE_CLOSED}}Make a link{{/INVITE_CLOSED}}</button></form>
{{#INVITE_OPEN}}<form method="post" action="/containers/team/invite/close"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-secondary" type="submit">Close the team</button></form>{{/INVITE_OPEN}}
</div>
</section>
{{#RENAME}}
<form method="post" action="/containers/team/rename" class="panel stacked" aria-labelledby="rename-title">
<h2 id="rename-title">Name</h2>
{{#HAS_ERROR}}<p class="alert alert-danger mb-0" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="name">Team's name</label>
<input class="form-control" id="name" name="name" value="{{NAME}}" required maxlength="128" autocomplete="off"></div>
<div class="form-end"><button class="btn btn-primary" type="submit">Rename</button></div>
</form>
{{/RENAME}}
</div>
{{/LEAD}}
<section class="panel" aria-labelledby="leave-title">
<h2 id="leave-title">Leave</h2>
<p class="muted">{{#IS_NOT_LAST}}Instances, solves and points stay with the team, whoever of it made them.{{/IS_NOT_LAST}}{{#IS_LAST}}You are the last member: the team's instances are stopped, and nobody can join it any more. Its points stay.{{/IS_LAST}}</p>
<form method="post" action="/containers/team/leave" data-confirm="Leave {{TEAM_NAME}}?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="leave" type="submit">Leave the team</button></form>
</section>
{{/TEAM}}
{{#NOT_IN_USE}}<h1>Team</h1><div class="empty"><h2>No teams here</h2><p>This event is played by each for oneself.</p></div>{{/NOT_IN_USE}}
{{#CREATE}}
<h1>Team</h1>
<p class="lead">You are in no team. In this event teams play: without one you can look around, but neither start instances nor hand in flags.</p>
<div class="two-columns">
<form method="post" action="/containers/team/create" class="panel stacked" id="create-team" aria-labelledby="create-title">
<h2 id="create-title">Make a team</h2>
{{#HAS_ERROR}}<p class="alert alert-danger mb-0" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="name">Team's name</label>
<input class="form-control" id="name" name="name" value="{{NAME}}" required maxlength="128" autocomplete="off"></div>
{{#HAS_BRACKETS}}<div class="field"><label class="form-label" for="bracket">Bracket</label>
<select class="form-select" id="bracket" name="bracket" required><option value="">Choose one</option>{{#BRACKET_OPTION}}<option value="{{BRACKET_NAME}}"{{#BRACKET_CHOSEN}} selected{{/BRACKET_CHOSEN}}>{{BRACKET_NAME}}</option>{{/BRACKET_OPTION}}</select></div>{{/HAS_BRACKETS}}
<div class="form-end"><button class="btn btn-primary" type="submit">Make the team</button></div>
</form>
{{/CREATE}}
{{#JOIN}}
<form method="post" action="/containers/team/join" class="panel stacked" id="join-team" aria-labelledby="join-title">
<h2 id="join-title">Join a team</h2>
{{#HAS_ERROR}}<p class="alert alert-danger mb-0" role="alert" data-field="code" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="code">Invite link</label>
<input class="form-control" id="code" name="code" required maxlength="300" autocomplete="off" spellcheck="false" aria-describedby="code-help">
<p class="form-text" id="code-help">The team's captain makes it. Opening it does the same.</p></div>
<div class="form-end"><button class="btn btn-primary" type="submit">Join</button></div>
</form>
</div>
{{/JOIN}}
{{>FOOT}}
