{{%AUTOESCAPE context="HTML"}}<section class="panel" aria-labelledby="files-title"><h2 id="files-title">Files</h2>
<ul class="file-list">{{#FILE}}<li><a href="{{URL}}" download>{{NAME}}</a> <span class="muted">{{SIZE}} kB</span></li>
{{/FILE}}</ul></section>
