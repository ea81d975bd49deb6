{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<div class="page-head"><h1>Manage challenges</h1><a class="btn btn-primary" href="/containers/admin/challenges/new">New challenge</a></div>
{{#IS_EMPTY}}<div class="empty"><h2>No challenge yet</h2><p>Create one from an image that the engine has.</p><p><a class="btn btn-outline-secondary" href="/containers/admin/start">Five steps to the first challenge</a></p></div>{{/IS_EMPTY}}
{{#IS_FULL}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Challenges"><table class="table stack"><thead><tr><th scope="col">No.</th><th scope="col">Name</th><th scope="col">Category</th><th scope="col">State</th><th scope="col">Value</th><th scope="col">Image</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead><tbody>
{{#ROW}}<tr><td data-label="No." class="number">{{ID}}</td><td><a href="/containers/admin/challenges/{{ID}}">{{NAME}}</a></td><td data-label="Category">{{CATEGORY}}</td><td data-label="State"><span class="chip{{#IS_HIDDEN}} chip-warn{{/IS_HIDDEN}}">{{CHALLENGE_STATE}}</span></td><td data-label="Value" class="number">{{VALUE}}</td><td data-label="Image">{{#HAS_IMAGE}}<code>{{IMAGE}}</code>{{/HAS_IMAGE}}</td>
<td class="end"><form method="post" action="/containers/admin/challenges/{{ID}}/delete" data-confirm="Delete “{{NAME}}”? Its running instances are stopped."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Delete<span class="visually-hidden"> {{NAME}}</span></button></form></td></tr>
{{/ROW}}
</tbody></table></div>
{{/IS_FULL}}
{{>FOOT}}
