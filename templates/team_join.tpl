{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<section class="narrow panel">
<h1>Join {{TEAM_NAME}}?</h1>
<dl class="facts mt-3">
<dt>Captain</dt><dd>{{CAPTAIN}}</dd>
<dt>Members</dt><dd>{{MEMBERS}}{{#HAS_SIZE}} of {{TEAM_SIZE}}{{/HAS_SIZE}}</dd>
</dl>
{{#IS_MINE}}<p class="alert alert-success mt-3">You are in this team already.</p><p><a class="btn btn-primary" href="/containers/team">Go to the team</a></p>{{/IS_MINE}}
{{#HAS_OTHER}}<p class="alert alert-warning mt-3">You are in the team “{{OTHER}}”. Leave it first.</p><p><a class="btn btn-primary" href="/containers/team">Go to your team</a></p>{{/HAS_OTHER}}
{{#CAN_JOIN}}
<p class="muted mt-3">What you start and solve from now on is the team's.</p>
<form method="post" action="/containers/team/join" id="join"><input type="hidden" name="nonce" value="{{NONCE}}"><input type="hidden" name="code" value="{{CODE}}"><button class="btn btn-primary w-100" type="submit">Join the team</button></form>
{{/CAN_JOIN}}
</section>
{{>FOOT}}
