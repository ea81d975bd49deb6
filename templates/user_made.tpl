{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/admin/users">Accounts</a></p>
<h1>Account made</h1>
<section class="panel">
<div class="alert alert-success" role="status"><p>The password of <a class="alert-link" href="/containers/admin/users/{{ID}}">{{NAME}}</a>. It is shown only this once:</p>
<p class="mb-0"><code id="made-password">{{PASSWORD}}</code> <button type="button" class="btn btn-sm btn-outline-secondary copy" data-copy="{{PASSWORD}}" hidden>Copy</button></p></div>
<p><a class="btn btn-primary" href="/containers/admin/users/new">Make another</a></p>
</section>
{{>FOOT}}
