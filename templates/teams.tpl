{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<div class="page-head"><h1>Teams</h1>
<a class="btn btn-outline-secondary" href="/containers/admin/teams.csv?search={{SEARCH:url_query_escape}}&amp;only={{ONLY:url_query_escape}}">Export CSV</a>
<a class="btn btn-primary" href="/containers/admin/teams/new">New team</a></div>
{{#NOT_IN_USE}}<p class="alert alert-warning">The event is played by users. Set <a class="alert-link" href="/containers/settings#user_mode">Played by</a> to teams for teams to count.</p>{{/NOT_IN_USE}}
<form method="get" action="/containers/admin/teams" class="inline-form mb-3" role="search">
<label class="visually-hidden" for="search">Search</label><input class="form-control" id="search" name="search" type="search" value="{{SEARCH}}" placeholder="Name" maxlength="128">
<label class="visually-hidden" for="only">Only</label><select class="form-select w-auto" id="only" name="only"><option value="">all</option>{{#ONLY_OPTION}}<option value="{{WORD}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{WORD_SAID}}</option>{{/ONLY_OPTION}}</select>
<button class="btn btn-outline-secondary" type="submit">Search</button>
</form>
{{#IS_EMPTY}}<div class="empty"><h2>No team</h2>{{#IS_FILTERED}}<p><a href="/containers/admin/teams">Show all teams</a></p>{{/IS_FILTERED}}</div>{{/IS_EMPTY}}
{{#IS_FULL}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Teams"><table class="table stack" id="teams">
<thead><tr><th scope="col">Name</th><th scope="col">Members</th><th scope="col">Captain</th><th scope="col">Bracket</th><th scope="col">Marks</th><th scope="col">Created</th></tr></thead>
<tbody>
{{#ROW}}
<tr data-team="{{ID}}"><td><a href="/containers/admin/teams/{{ID}}">{{NAME}}</a></td><td data-label="Members" class="number">{{MEMBERS}}</td><td data-label="Captain">{{#HAS_CAPTAIN}}<a href="/containers/admin/users/{{CAPTAIN_ID}}">{{CAPTAIN}}</a>{{/HAS_CAPTAIN}}</td><td data-label="Bracket">{{BRACKET}}</td>
<td data-label="Marks">{{#HAS_MARKS}}<div class="chips">{{#IS_BANNED}}<span class="chip chip-bad">banned</span>{{/IS_BANNED}}{{#IS_HIDDEN}}<span class="chip">hidden</span>{{/IS_HIDDEN}}</div>{{/HAS_MARKS}}</td>
<td data-label="Created">{{#HAS_CREATED}}<time datetime="{{CREATED}}">{{CREATED}}</time>{{/HAS_CREATED}}</td></tr>
{{/ROW}}
</tbody></table></div>
<p class="pager">{{FROM}}–{{TO}} of {{TOTAL}} {{#HAS_PREVIOUS}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/teams?offset={{PREVIOUS:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}&amp;only={{ONLY:url_query_escape}}">Previous</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/teams?offset={{NEXT:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}&amp;only={{ONLY:url_query_escape}}">Next</a>{{/HAS_NEXT}}</p>
{{/IS_FULL}}
{{>FOOT}}
