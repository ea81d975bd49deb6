{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/images.js"></script>
<h1>Images on the engine</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<form method="post" action="/containers/admin/images/pull" class="panel pull-form" id="pull-form"><input type="hidden" name="nonce" value="{{NONCE}}">
<label class="form-label" for="image">Pull an image</label><input class="form-control" id="image" name="image" value="{{WANTED}}" required maxlength="255" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="registry.example.org/ctf/web:1" aria-describedby="image-help"><button class="btn btn-primary" type="submit">Pull</button>
<p class="form-text" id="image-help">The engine fetches it from its registry, which must let anybody read it. Without a tag, <code>latest</code> is meant.</p></form>
{{>PULLS}}
<div id="image-list">
{{#NO_LIST}}<p class="alert alert-danger" role="alert">{{LIST_ERROR}}</p>{{/NO_LIST}}
{{#IS_EMPTY}}<div class="empty"><h2>The engine has no tagged image</h2><p>Pull one, or build one on the engine's host; it appears here at once.</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}<div class="table-wrap" tabindex="0" role="region" aria-label="Images"><table class="table stack"><thead><tr><th scope="col">Tag</th><th scope="col">Size</th><th scope="col">Made</th><th scope="col">Used by</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead><tbody>
{{#IMAGE}}<tr><td><span><code>{{TAG}}</code>{{#HAS_DIGEST}}<br><small class="muted" title="{{DIGEST}}">{{DIGEST_SHORT}}…</small>{{/HAS_DIGEST}}</span></td><td data-label="Size" class="number">{{SIZE}} MB</td><td data-label="Made">{{#HAS_CREATED}}<span><span class="nowrap">{{#AGE_MINUTES}}{{AGE}} min ago{{/AGE_MINUTES}}{{#AGE_HOURS}}{{AGE}} hours ago{{/AGE_HOURS}}{{#AGE_DAYS}}{{AGE}} days ago{{/AGE_DAYS}}{{#AGE_MONTHS}}{{AGE}} months ago{{/AGE_MONTHS}}{{#AGE_YEARS}}{{AGE}} years ago{{/AGE_YEARS}}</span><br><time class="muted" datetime="{{CREATED}}">{{CREATED}}</time></span>{{/HAS_CREATED}}</td><td data-label="Used by"><span>{{#USER}}<a href="/containers/admin/challenges/{{USER_ID}}">{{USER_NAME}}</a>{{#MORE}}, {{/MORE}}{{/USER}}{{#IS_FREE}}<span class="muted">no challenge</span>{{/IS_FREE}}</span></td>
<td class="end">{{#IS_FREE}}<form method="post" action="/containers/admin/images/remove" data-confirm="Remove “{{TAG}}” from the engine?"><input type="hidden" name="nonce" value="{{NONCE}}"><input type="hidden" name="image" value="{{TAG}}"><button class="btn btn-sm btn-outline-danger" type="submit">Remove<span class="visually-hidden"> {{TAG}}</span></button></form>{{/IS_FREE}}</td></tr>
{{/IMAGE}}</tbody></table></div>{{/IS_FULL}}
</div>
{{>FOOT}}
