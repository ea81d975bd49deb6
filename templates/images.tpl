{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Images on the engine</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
{{#IS_EMPTY}}<div class="empty"><h2>The engine has no tagged image</h2><p>Build or load one on the engine's host; it appears here at once.</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}<div class="table-wrap" tabindex="0" role="region" aria-label="Images"><table class="table stack"><thead><tr><th scope="col">Tag</th><th scope="col">Size</th><th scope="col">Created</th></tr></thead><tbody>
{{#IMAGE}}<tr><td><code>{{TAG}}</code></td><td data-label="Size" class="number">{{SIZE}} MB</td><td data-label="Created">{{#HAS_CREATED}}<time datetime="{{CREATED}}">{{CREATED}}</time>{{/HAS_CREATED}}</td></tr>
{{/IMAGE}}</tbody></table></div>{{/IS_FULL}}
{{>FOOT}}
