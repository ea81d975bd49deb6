{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/dashboard">Dashboard</a> / {{PUBLIC_ID}}</p>
<div class="page-head"><h1>{{INSTANCE_CHALLENGE}}</h1><span class="chip" data-state="{{STATE}}">{{STATE_NAME}}</span>
{{#ADMIN_CAN_RETRY}}<form method="post" action="/containers/admin/instances/{{PUBLIC_ID}}/retry"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-secondary" id="retry" type="submit">Retry now</button></form>{{/ADMIN_CAN_RETRY}}
{{#ADMIN_CAN_KILL}}<form method="post" action="/containers/dashboard/kill/{{PUBLIC_ID}}" data-confirm="Stop and remove this instance? What was done in it is lost."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" type="submit">Kill</button></form>{{/ADMIN_CAN_KILL}}
{{#ADMIN_CAN_FORCE}}<form method="post" action="/containers/admin/instances/{{PUBLIC_ID}}/force" data-confirm="End this instance without waiting for the engine? Its owner can start another at once; what is left of the container is removed when the engine lets it."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="force" type="submit">Force removal</button></form>{{/ADMIN_CAN_FORCE}}</div>
{{#HAS_ERROR_ADMIN}}<p class="alert alert-danger">{{ERROR_ADMIN}}</p>{{/HAS_ERROR_ADMIN}}
<section class="panel"><h2>Facts</h2>
<dl class="facts">
<dt>Stage</dt><dd>{{STAGE}}</dd>
<dt>Owner</dt><dd>{{STARTED_BY}}{{#HAS_TEAM}} ({{TEAM}}){{/HAS_TEAM}}</dd>
<dt>Image</dt><dd><code>{{IMAGE}}</code></dd>
<dt>Container</dt><dd>{{#HAS_CONTAINER}}<code>{{CONTAINER_ID}}</code>{{/HAS_CONTAINER}}{{#NO_CONTAINER}}none yet{{/NO_CONTAINER}}</dd>
<dt>Generation</dt><dd>{{GENERATION}}</dd>
{{#HAS_FLAG}}<dt>Flag</dt><dd><code>{{FLAG}}</code></dd>{{/HAS_FLAG}}
{{#HAS_EXPIRES}}<dt>Expires</dt><dd><time datetime="{{EXPIRES}}">{{EXPIRES}}</time></dd>{{/HAS_EXPIRES}}
{{#HAS_STATS}}<dt>CPU now</dt><dd>{{CPU}} %</dd><dt>Memory now</dt><dd>{{MEMORY}} of {{MEMORY_LIMIT}} MiB</dd><dt>Processes</dt><dd>{{PIDS}}</dd>{{/HAS_STATS}}
</dl>
</section>
<section class="panel"><h2>Timeline</h2>
<div class="table-wrap" tabindex="0" role="region" aria-label="Timeline"><table class="table stack"><thead><tr><th scope="col">State</th><th scope="col">When</th><th scope="col">Cause</th><th scope="col">By</th></tr></thead><tbody>
{{#EVENT}}<tr><td><span class="chip" data-state="{{STATE}}">{{STATE_NAME}}</span></td><td data-label="When">{{#HAS_AT}}<time datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</td><td data-label="Cause">{{CAUSE}}</td><td data-label="By">{{ACTOR}}</td></tr>
{{/EVENT}}
</tbody></table></div></section>
{{#HAS_LOG}}<section class="panel"><h2>Log of the container</h2><pre class="log" tabindex="0" aria-label="Log of the container">{{LOG}}</pre></section>{{/HAS_LOG}}
{{#EMPTY_LOG}}<section class="panel"><h2>Log of the container</h2><p class="muted">The container has written nothing yet.</p></section>{{/EMPTY_LOG}}
{{>FOOT}}
