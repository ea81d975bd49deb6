{{%AUTOESCAPE context="HTML"}}<section class="panel" id="files" data-tab="files" aria-labelledby="files-title"><h2 id="files-title">Files</h2>
{{#NO_FILES}}<p class="muted">No file yet.</p>{{/NO_FILES}}
{{#FILE}}<div class="edit-row"><span><a href="{{URL}}" download>{{NAME}}</a> <span class="muted">{{SIZE}} kB</span></span><form method="post" action="/containers/admin/files/{{FILE_ID}}/delete" data-confirm="Delete this file?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Delete<span class="visually-hidden"> {{NAME}}</span></button></form></div>
{{/FILE}}
<div id="file-upload" data-challenge="{{ID}}" hidden><label class="form-label" for="file-input">Add a file (at most 32 MB)</label><input class="form-control" id="file-input" type="file"><p id="file-said" class="form-text" role="status"></p></div>
<noscript><p class="form-text">To upload without JavaScript: PUT /api/v1/challenges/{{ID}}/files?name=NAME with the file as the body.</p></noscript>
</section>
