{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<div class="page-head"><h1>Accounts</h1>
<a class="btn btn-outline-secondary" href="/containers/admin/users.csv?search={{SEARCH:url_query_escape}}&amp;only={{ONLY:url_query_escape}}">Export CSV</a>
<a class="btn btn-outline-secondary" href="/containers/admin/users/import">Import CSV</a>
<a class="btn btn-primary" href="/containers/admin/users/new">New account</a></div>
<form method="get" action="/containers/admin/users" class="inline-form mb-3" role="search">
<label class="visually-hidden" for="search">Search</label><input class="form-control" id="search" name="search" type="search" value="{{SEARCH}}" placeholder="Name or e-mail" maxlength="128">
<label class="visually-hidden" for="only">Only</label><select class="form-select w-auto" id="only" name="only"><option value="">all</option>{{#ONLY_OPTION}}<option value="{{WORD}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{WORD_SAID}}</option>{{/ONLY_OPTION}}</select>
<button class="btn btn-outline-secondary" type="submit">Search</button>
</form>
{{#IS_EMPTY}}<div class="empty"><h2>Nobody here</h2>{{#IS_FILTERED}}<p><a href="/containers/admin/users">Show all accounts</a></p>{{/IS_FILTERED}}</div>{{/IS_EMPTY}}
{{#IS_FULL}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Accounts"><table class="table stack" id="users">
<thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Team</th><th scope="col">Marks</th><th scope="col">Created</th></tr></thead>
<tbody>
{{#ROW}}
<tr data-user="{{ID}}"><td><a href="/containers/admin/users/{{ID}}">{{NAME}}</a></td><td data-label="E-mail">{{EMAIL}}</td><td data-label="Team">{{#HAS_TEAM}}<a href="/containers/admin/teams/{{TEAM_ID}}">{{TEAM_NAME}}</a>{{/HAS_TEAM}}</td>
<td data-label="Marks">{{#HAS_MARKS}}<div class="chips">{{#IS_ADMIN_ROLE}}<span class="chip chip-warn">admin</span>{{/IS_ADMIN_ROLE}}{{#IS_BANNED}}<span class="chip chip-bad">banned</span>{{/IS_BANNED}}{{#IS_HIDDEN}}<span class="chip">hidden</span>{{/IS_HIDDEN}}{{#IS_VERIFIED}}<span class="chip chip-live">verified</span>{{/IS_VERIFIED}}</div>{{/HAS_MARKS}}</td>
<td data-label="Created">{{#HAS_CREATED}}<time datetime="{{CREATED}}">{{CREATED}}</time>{{/HAS_CREATED}}</td></tr>
{{/ROW}}
</tbody></table></div>
<p class="pager">{{FROM}}–{{TO}} of {{TOTAL}} {{#HAS_PREVIOUS}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/users?offset={{PREVIOUS:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}&amp;only={{ONLY:url_query_escape}}">Previous</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/users?offset={{NEXT:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}&amp;only={{ONLY:url_query_escape}}">Next</a>{{/HAS_NEXT}}</p>
{{/IS_FULL}}
{{>FOOT}}
