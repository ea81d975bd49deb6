{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/dashboard">Dashboard</a> / {{PUBLIC_ID}}</p>
<h1>{{INSTANCE_CHALLENGE}}</h1>
<section class="panel">
<dl class="facts">
<dt>State</dt><dd>{{STAGE}}</dd>
<dt>Owner</dt><dd>{{STARTED_BY}}{{#HAS_TEAM}} ({{TEAM}}){{/HAS_TEAM}}</dd>
<dt>Image</dt><dd>{{IMAGE}}</dd>
<dt>Container</dt><dd><code>{{CONTAINER_ID}}</code></dd>
<dt>Generation</dt><dd>{{GENERATION}}</dd>
{{#HAS_EXPIRES}}<dt>Expires</dt><dd><time datetime="{{EXPIRES}}">{{EXPIRES}}</time></dd>{{/HAS_EXPIRES}}
{{#HAS_ERROR_ADMIN}}<dt>Last error</dt><dd>{{ERROR_ADMIN}}</dd>{{/HAS_ERROR_ADMIN}}
{{#HAS_STATS}}<dt>CPU now</dt><dd>{{CPU}} %</dd><dt>Memory now</dt><dd>{{MEMORY}} of {{MEMORY_LIMIT}} MiB</dd><dt>Processes</dt><dd>{{PIDS}}</dd>{{/HAS_STATS}}
</dl>
{{#IS_LIVE}}<form method="post" action="/containers/dashboard/kill/{{PUBLIC_ID}}" data-confirm="Stop and remove this instance?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" type="submit">Kill</button></form>{{/IS_LIVE}}
</section>
<section class="panel"><h2>Timeline</h2>
<div class="table-wrap" tabindex="0" role="region" aria-label="Timeline"><table class="table"><thead><tr><th scope="col">When</th><th scope="col">State</th><th scope="col">Cause</th><th scope="col">By</th></tr></thead><tbody>
{{#EVENT}}<tr><td>{{#HAS_AT}}<time datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</td><td>{{STATE}}</td><td>{{CAUSE}}</td><td>{{ACTOR}}</td></tr>
{{/EVENT}}
</tbody></table></div></section>
{{#HAS_LOG}}<section class="panel"><h2>Log of the container</h2><pre class="log" tabindex="0">{{LOG}}</pre></section>{{/HAS_LOG}}
{{>FOOT}}
