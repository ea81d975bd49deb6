{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Audit log</h1>
{{#IS_EMPTY}}<div class="empty"><h2>Nothing here yet</h2><p>Every change that an admin makes is written down here.</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}<div class="table-wrap" tabindex="0" role="region" aria-label="Audit log"><table class="table stack"><thead><tr><th scope="col">Action</th><th scope="col">Object</th><th scope="col">Who</th><th scope="col">When</th><th scope="col">Change</th></tr></thead><tbody>
{{#ROW}}<tr><td class="nowrap">{{ACTION}}</td><td data-label="Object">{{OBJECT}}</td><td data-label="Who">{{WHO}} <span class="muted">{{IP}}</span></td><td data-label="When">{{#HAS_AT}}<time datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</td>
<td class="change">{{#IS_SHORT}}{{#HAS_BEFORE}}<del>{{BEFORE}}</del> → {{/HAS_BEFORE}}{{AFTER}}{{/IS_SHORT}}{{#IS_LONG}}<details><summary>Before and after</summary>{{#HAS_BEFORE}}<p class="eyebrow">Before</p><pre class="log" tabindex="0">{{BEFORE}}</pre>{{/HAS_BEFORE}}<p class="eyebrow">After</p><pre class="log" tabindex="0">{{AFTER}}</pre></details>{{/IS_LONG}}</td></tr>
{{/ROW}}</tbody></table></div>
<p class="pager">{{FROM}}–{{TO}} {{#HAS_PREVIOUS}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/audit?offset={{PREVIOUS}}">Newer</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/audit?offset={{NEXT}}">Older</a>{{/HAS_NEXT}}</p>{{/IS_FULL}}
{{>FOOT}}
