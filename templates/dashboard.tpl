{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Dashboard</h1>
<ul class="tiles">
<li class="tile tile-live"><span class="tile-number">{{N_RUNNING}}</span><span>running</span></li>
<li class="tile tile-busy"><span class="tile-number">{{N_PENDING}}</span><span>starting</span></li>
<li class="tile"><span class="tile-number">{{N_WARM}}</span><span>warm</span></li>
<li class="tile"><span class="tile-number">{{N_STOPPING}}</span><span>stopping</span></li>
<li class="tile{{#ANY_FAILED}} tile-bad{{/ANY_FAILED}}"><span class="tile-number">{{N_FAILED}}</span><span>failed</span></li>
<li class="tile tile-wide {{#ENGINE_OK}}tile-live{{/ENGINE_OK}}{{#ENGINE_DOWN}}tile-bad{{/ENGINE_DOWN}}">{{#ENGINE_OK}}<span class="chip chip-live">engine ok</span><span>{{ENGINE_NAME}} {{ENGINE_VERSION}}, API {{ENGINE_API}}</span>{{/ENGINE_OK}}{{#ENGINE_DOWN}}<span class="chip chip-bad">engine not reachable</span><span>{{ENGINE_ERROR}}</span>{{/ENGINE_DOWN}}</li>
</ul>
<div class="page-head">
<h2 class="mb-0 me-auto">Live instances</h2>
<form method="get" action="/containers/dashboard" class="inline-form" role="search"><label class="visually-hidden" for="search">Search</label><input class="form-control" id="search" name="search" type="search" value="{{SEARCH}}" placeholder="Challenge, player, team, image" maxlength="128"><button class="btn btn-outline-secondary" type="submit">Search</button></form>
{{#HAS_LIVE}}<form method="post" action="/containers/dashboard/purge" data-confirm="Stop and remove all {{TOTAL_LIVE}} instances? Players lose what they did in them."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="purge" type="submit">Purge all</button></form>{{/HAS_LIVE}}
</div>
{{#IS_EMPTY}}<div class="empty">{{#IS_SEARCH}}<h2>Nothing matches “{{SEARCH}}”</h2><p><a href="/containers/dashboard">Show all live instances</a></p>{{/IS_SEARCH}}{{#NO_SEARCH}}<h2>No live instance</h2><p>What players start appears here.</p>{{/NO_SEARCH}}</div>{{/IS_EMPTY}}
{{#IS_FULL}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Live instances"><table class="table stack" id="instances">
<thead><tr><th scope="col">Challenge</th><th scope="col">Owner</th><th scope="col">State</th><th scope="col">Endpoint</th><th scope="col">Requested</th><th scope="col">Expires</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>
{{#ROW}}
<tr data-instance="{{PUBLIC_ID}}" data-container-id="{{CONTAINER_ID}}"><td><div><a href="/containers/admin/instances/{{PUBLIC_ID}}">{{INSTANCE_CHALLENGE}}</a><br><span class="muted">{{IMAGE}}</span></div></td><td data-label="Owner"><div>{{STARTED_BY}}{{#HAS_TEAM}}<br><span class="muted">{{TEAM}}</span>{{/HAS_TEAM}}</div></td>
<td data-label="State"><div><span class="chip" data-state="{{STATE}}">{{STATE_NAME}}</span>{{#HAS_ERROR_ADMIN}}<br><span class="muted">{{ERROR_ADMIN}}</span>{{/HAS_ERROR_ADMIN}}</div></td>
<td data-label="Endpoint"><div>{{#ENDPOINT}}{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}} {{/ENDPOINT}}</div></td>
<td data-label="Requested">{{#HAS_REQUESTED}}<time datetime="{{REQUESTED}}">{{REQUESTED}}</time>{{/HAS_REQUESTED}}</td><td data-label="Expires">{{#HAS_EXPIRES}}<time datetime="{{EXPIRES}}">{{EXPIRES}}</time>{{/HAS_EXPIRES}}</td>
<td class="end"><form method="post" action="/containers/dashboard/kill/{{PUBLIC_ID}}" data-confirm="Stop and remove the instance of {{STARTED_BY}}? What was done in it is lost."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Kill<span class="visually-hidden"> the instance of {{STARTED_BY}}</span></button></form></td></tr>
{{/ROW}}
</tbody></table></div>
<p class="pager">{{FROM}}–{{TO}} of {{TOTAL}} {{#HAS_PREVIOUS}}<a class="btn btn-sm btn-outline-secondary" href="/containers/dashboard?offset={{PREVIOUS}}&amp;search={{SEARCH}}">Previous</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a class="btn btn-sm btn-outline-secondary" href="/containers/dashboard?offset={{NEXT}}&amp;search={{SEARCH}}">Next</a>{{/HAS_NEXT}}</p>
{{/IS_FULL}}
{{>FOOT}}
