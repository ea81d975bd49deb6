{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Audit log</h1>
{{#IS_EMPTY}}<div class="empty"><p>Nothing here yet.</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}<div class="table-wrap" tabindex="0" role="region" aria-label="Audit log"><table class="table"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">From</th><th scope="col">Action</th><th scope="col">Object</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>
{{#ROW}}<tr><td>{{#HAS_AT}}<time datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</td><td>{{WHO}}</td><td>{{IP}}</td><td>{{ACTION}}</td><td>{{OBJECT}}</td><td>{{BEFORE}}</td><td>{{AFTER}}</td></tr>
{{/ROW}}</tbody></table></div>
<p class="muted">{{FROM}}–{{TO}} {{#HAS_PREVIOUS}}<a href="/containers/admin/audit?offset={{PREVIOUS}}">Newer</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a href="/containers/admin/audit?offset={{NEXT}}">Older</a>{{/HAS_NEXT}}</p>{{/IS_FULL}}
{{>FOOT}}
