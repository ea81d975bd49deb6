{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/people.js"></script>
<p class="crumb"><a href="/containers/admin/users">Accounts</a></p>
<h1>Import accounts</h1>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
{{#HAS_PROBLEMS}}
<div class="table-wrap" tabindex="0" role="region" aria-label="What is wrong"><table class="table stack" id="problems"><thead><tr><th scope="col">Line</th><th scope="col">What is wrong</th></tr></thead><tbody>
{{#PROBLEM}}<tr><td>{{#HAS_LINE}}Line {{LINE}}{{/HAS_LINE}}</td><td>{{MESSAGE}}</td></tr>
{{/PROBLEM}}</tbody></table></div>
{{/HAS_PROBLEMS}}
<form method="post" action="/containers/admin/users/import" class="panel stacked" id="import-form" enctype="multipart/form-data">
<input type="hidden" name="nonce" value="{{NONCE}}">
<p class="mb-0">The first line names the columns: <code>name</code> is needed; <code>email</code>, <code>password</code>, <code>role</code>, <code>team</code>, <code>bracket</code>, <code>verified</code> and <code>hidden</code> may be there. All accounts are made, or none.</p>
<div class="field"><label class="form-label" for="csv-file">File</label><input class="form-control" id="csv-file" name="csv_file" type="file" accept=".csv,text/csv,text/plain"></div>
<div class="field"><label class="form-label" for="csv">or text</label>
<textarea class="form-control font-monospace" id="csv" name="csv" rows="12" spellcheck="false" placeholder="name,email,team&#10;alice,alice@example.org,Reds" aria-describedby="csv-help">{{CSV:pre_escape}}</textarea>
<p class="form-text" id="csv-help">Up to {{ROWS_MAX}} lines. Without a password one is made for each and shown once; up to {{HASHES_MAX}} lines may bring their own. A team that is not there is made.</p></div>
<div class="form-end"><button class="btn btn-primary" type="submit">Make the accounts</button></div>
</form>
{{>FOOT}}
