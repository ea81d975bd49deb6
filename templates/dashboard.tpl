{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Dashboard</h1>
<ul class="tiles">
<li class="tile"><span class="tile-number">{{N_RUNNING}}</span><span>running</span></li>
<li class="tile"><span class="tile-number">{{N_PENDING}}</span><span>starting</span></li>
<li class="tile"><span class="tile-number">{{N_STOPPING}}</span><span>stopping</span></li>
<li class="tile"><span class="tile-number">{{N_FAILED}}</span><span>failed</span></li>
<li class="tile tile-wide">{{#ENGINE_OK}}<span class="chip chip-live">engine ok</span><span>{{ENGINE_NAME}} {{ENGINE_VERSION}}, API {{ENGINE_API}}</span>{{/ENGINE_OK}}{{#ENGINE_DOWN}}<span class="chip chip-bad">engine not reachable</span><span>{{ENGINE_ERROR}}</span>{{/ENGINE_DOWN}}</li>
</ul>
<div class="page-head">
<form method="get" action="/containers/dashboard" class="inline-form" role="search"><label class="visually-hidden" for="search">Search</label><input class="form-control" id="search" name="search" type="search" value="{{SEARCH}}" placeholder="Challenge, player, team, image" maxlength="128"><button class="btn btn-outline-secondary" type="submit">Search</button></form>
<form method="post" action="/containers/dashboard/purge" data-confirm="Stop and remove all {{TOTAL}} instances? Players lose what they did in them."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="purge" type="submit">Purge all</button></form>
</div>
{{#IS_EMPTY}}<div class="empty"><p>No live instance.</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Live instances"><table class="table" id="instances">
<thead><tr><th scope="col">Challenge</th><th scope="col">Owner</th><th scope="col">State</th><th scope="col">Endpoint</th><th scope="col">Image</th><th scope="col">Requested</th><th scope="col">Expires</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>
{{#ROW}}
<tr data-instance="{{PUBLIC_ID}}" data-container-id="{{CONTAINER_ID}}"><td><a href="/containers/admin/instances/{{PUBLIC_ID}}">{{INSTANCE_CHALLENGE}}</a></td><td>{{STARTED_BY}}{{#HAS_TEAM}} <span class="muted">({{TEAM}})</span>{{/HAS_TEAM}}</td>
<td><span class="chip" data-state="{{STATE}}">{{STAGE}}</span>{{#HAS_ERROR_ADMIN}}<br><span class="muted">{{ERROR_ADMIN}}</span>{{/HAS_ERROR_ADMIN}}</td>
<td>{{#ENDPOINT}}{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}} {{/ENDPOINT}}</td>
<td>{{IMAGE}}</td><td>{{#HAS_REQUESTED}}<time datetime="{{REQUESTED}}">{{REQUESTED}}</time>{{/HAS_REQUESTED}}</td><td>{{#HAS_EXPIRES}}<time datetime="{{EXPIRES}}">{{EXPIRES}}</time>{{/HAS_EXPIRES}}</td>
<td><form method="post" action="/containers/dashboard/kill/{{PUBLIC_ID}}" data-confirm="Stop and remove the instance of {{STARTED_BY}}?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Kill</button></form></td></tr>
{{/ROW}}
</tbody></table></div>
<p class="muted">{{FROM}}–{{TO}} of {{TOTAL}} {{#HAS_PREVIOUS}}<a href="/containers/dashboard?offset={{PREVIOUS}}&amp;search={{SEARCH}}">Previous</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a href="/containers/dashboard?offset={{NEXT}}&amp;search={{SEARCH}}">Next</a>{{/HAS_NEXT}}</p>
{{/IS_FULL}}
{{>FOOT}}
