{{%AUTOESCAPE context="HTML"}}<section class="panel" id="files" data-tab="files" aria-labelledby="files-title"><h2 id="files-title">Files</h2>
{{#NO_FILES}}<p class="muted">No file yet.</p>{{/NO_FILES}}
{{#FILE}}<div class="edit-row"><span><a href="{{URL}}" download>{{NAME}}</a> <span class="muted">{{SIZE}} kB</span></span><form method="post" action="/containers/admin/files/{{FILE_ID}}/delete" data-confirm="Delete this file?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Delete<span class="visually-hidden"> {{NAME}}</span></button></form></div>
{{/FILE}}
<form method="post" action="/containers/admin/challenges/{{ID}}/files" enctype="multipart/form-data" class="inline-form" id="file-upload" data-challenge="{{ID}}"><input type="hidden" name="nonce" value="{{NONCE}}"><label class="form-label" for="file-input">Add a file (at most 32 MB)</label><input class="form-control" id="file-input" name="file" type="file" required><button class="btn btn-primary" type="submit" id="file-send">Upload</button></form>
<p id="file-said" class="form-text" role="status"></p>
</section>
<script type="module" src="/containers/static/js/files.js"></script>
