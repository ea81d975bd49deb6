{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/inspect.js"></script>
<link rel="stylesheet" href="/containers/static/css/cockpit.css">
<p class="crumb"><a href="/containers/dashboard">Dashboard</a> / {{PUBLIC_ID}}</p>
<div id="instance-view" data-instance="{{PUBLIC_ID}}"{{#HAS_LOAD}} data-live{{/HAS_LOAD}}>
<div data-piece="head"><div class="page-head"><h1>{{INSTANCE_CHALLENGE}}</h1><span class="chip" data-state="{{STATE}}">{{STATE_NAME}}</span>
{{#ADMIN_CAN_RETRY}}<form method="post" action="/containers/admin/instances/{{PUBLIC_ID}}/retry"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-secondary" id="retry" type="submit">Retry now</button></form>{{/ADMIN_CAN_RETRY}}
{{#ADMIN_CAN_KILL}}<form method="post" action="/containers/dashboard/kill/{{PUBLIC_ID}}" data-confirm="Kill: stop and remove this instance? What was done in it is lost." data-confirm-yes="Kill"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" type="submit">Kill</button></form>{{/ADMIN_CAN_KILL}}
{{#ADMIN_CAN_FORCE}}<form method="post" action="/containers/admin/instances/{{PUBLIC_ID}}/force" data-confirm="End this instance without waiting for the engine? Its owner can start another at once; what is left of the container is removed when the engine lets it." data-confirm-yes="Force removal"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="force" type="submit">Force removal</button></form>{{/ADMIN_CAN_FORCE}}</div>
{{#HAS_ERROR_ADMIN}}<div class="alert alert-danger"><strong>Last error</strong><pre class="error-full" tabindex="0">{{ERROR_ADMIN:pre_escape}}</pre></div>{{/HAS_ERROR_ADMIN}}</div>
<section class="panel" data-piece="facts"><h2>Facts</h2>
<dl class="facts">
<dt>Stage</dt><dd>{{STAGE}}{{#HAS_PLACE}}, place {{PLACE}}{{/HAS_PLACE}}</dd>
<dt>Owner</dt><dd>{{#HAS_USER}}<a href="/containers/admin/users/{{USER_ID}}">{{STARTED_BY}}</a>{{/HAS_USER}}{{#NO_USER}}{{STARTED_BY}}{{/NO_USER}}{{#HAS_TEAM}} (<a href="/containers/admin/teams/{{TEAM_ID}}">{{TEAM}}</a>){{/HAS_TEAM}}</dd>
{{#IS_RUNNING}}<dt>Endpoints</dt><dd>{{#ENDPOINT}}<div>{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}}</div>{{/ENDPOINT}}</dd>{{/IS_RUNNING}}
{{#HAS_IMAGE}}<dt>Image</dt><dd><code>{{IMAGE}}</code></dd>{{/HAS_IMAGE}}
<dt>Container</dt><dd>{{#HAS_CONTAINER}}<code>{{CONTAINER_ID}}</code>{{/HAS_CONTAINER}}{{#NO_CONTAINER}}none yet{{/NO_CONTAINER}}</dd>
<dt>Generation</dt><dd>{{GENERATION}}</dd>
{{#HAS_FLAG}}<dt>Flag</dt><dd><code>{{FLAG}}</code></dd>{{/HAS_FLAG}}
{{#HAS_REQUESTED}}<dt>Created</dt><dd><time datetime="{{REQUESTED}}">{{REQUESTED}}</time></dd>{{/HAS_REQUESTED}}
{{#HAS_READY}}<dt>Ready</dt><dd><time datetime="{{READY}}">{{READY}}</time></dd>{{/HAS_READY}}
{{#HAS_EXPIRES}}<dt>Expires</dt><dd><time datetime="{{EXPIRES}}">{{EXPIRES}}</time></dd>{{/HAS_EXPIRES}}
<dt>Renewals</dt><dd>{{RENEWALS}}{{#HAS_RENEWALS_MAX}} of {{RENEWALS_MAX}}{{/HAS_RENEWALS_MAX}}</dd>
{{#HAS_ENDED}}<dt>Ended</dt><dd><time datetime="{{ENDED}}">{{ENDED}}</time></dd>{{/HAS_ENDED}}
{{#HAS_REASON}}<dt>Reason</dt><dd>{{REASON}}{{#HAS_EXIT_CODE}}, exit code {{EXIT_CODE}}{{/HAS_EXIT_CODE}}{{#OOM}}, out of memory{{/OOM}}</dd>{{/HAS_REASON}}
</dl>
</section>
{{#HAS_LOAD}}<section class="panel" data-piece="load"><h2>Load</h2>
<dl class="facts loads"><dt>CPU now</dt><dd data-load="cpu">{{CPU}}</dd><dt>Memory now</dt><dd data-load="memory">{{MEMORY}}</dd><dt>Processes</dt><dd data-load="pids">{{PIDS}}</dd></dl>
</section>
<section class="panel" data-piece="log"><div class="log-head"><h2>Log of the container</h2><label class="check" data-follow hidden><input class="form-check-input" type="checkbox" checked> <span>Follow</span></label></div>
<pre class="log" tabindex="0" aria-label="Log of the container" data-empty="The container has written nothing yet.">{{LOG:pre_escape}}{{#EMPTY_LOG}}The container has written nothing yet.{{/EMPTY_LOG}}</pre><p class="muted" data-trouble hidden></p></section>{{/HAS_LOAD}}
<section class="panel" data-piece="timeline"><h2>Timeline</h2>
<div class="table-wrap" tabindex="0" role="region" aria-label="Timeline"><table class="table stack"><thead><tr><th scope="col">State</th><th scope="col">When</th><th scope="col">Cause</th><th scope="col">By</th></tr></thead><tbody>
{{#EVENT}}<tr><td><span class="chip" data-state="{{STATE}}">{{STATE_NAME}}</span></td><td data-label="When">{{#HAS_AT}}<time datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</td><td data-label="Cause">{{CAUSE}}</td><td data-label="By">{{ACTOR}}</td></tr>
{{/EVENT}}
</tbody></table></div></section>
</div>
{{>FOOT}}
