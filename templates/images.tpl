{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Images on the engine</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
{{#IS_EMPTY}}<div class="empty"><p>The engine has no tagged image. Build or load one on the engine's host.</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}<div class="table-wrap" tabindex="0" role="region" aria-label="Images"><table class="table"><thead><tr><th scope="col">Tag</th><th scope="col">Size</th><th scope="col">Created</th></tr></thead><tbody>
{{#IMAGE}}<tr><td><code>{{TAG}}</code></td><td>{{SIZE}} MB</td><td>{{#HAS_CREATED}}<time datetime="{{CREATED}}">{{CREATED}}</time>{{/HAS_CREATED}}</td></tr>
{{/IMAGE}}</tbody></table></div>{{/IS_FULL}}
{{>FOOT}}
