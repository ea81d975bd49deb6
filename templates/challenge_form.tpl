{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/admin.js"></script>
<script type="module" src="/containers/static/js/curve.js"></script>
<script type="module" src="/containers/static/js/part.js"></script>
<p class="crumb"><a href="/containers/admin/challenges">Manage challenges</a></p>
<div class="page-head"><h1>{{#IS_NEW}}New challenge{{/IS_NEW}}{{#IS_EDIT}}{{NAME}}{{/IS_EDIT}}</h1>{{#IS_EDIT}}<a class="btn btn-outline-secondary" href="/containers/challenges/{{ID}}">See it as a player</a>{{/IS_EDIT}}</div>
{{#IS_SAVED}}<p class="alert alert-success" role="status">Saved.</p>{{/IS_SAVED}}
<nav class="tabs" id="tabs" aria-label="Parts of the challenge">
<a id="tab-text" href="#text">Text</a>
<a id="tab-container" href="#container" data-when="type:container" data-of="challenge-form">Container</a>
<a id="tab-flags" href="#flags">Flags</a>
<a id="tab-scoring" href="#scoring">Scoring</a>
{{#IS_EDIT}}<a id="tab-files" href="#files">Files</a>{{/IS_EDIT}}
</nav>
<form method="post" action="/containers/admin/challenges/{{#IS_NEW}}new{{/IS_NEW}}{{#IS_EDIT}}{{ID}}{{/IS_EDIT}}" id="challenge-form">
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert" id="form-error" data-field="{{ERROR_FIELD}}" data-text="{{ERROR_TEXT}}">{{ERROR}}</p>{{/HAS_ERROR}}
<input type="hidden" name="nonce" value="{{NONCE}}"><input type="hidden" name="tab" value="{{TAB}}">
<div id="text" data-tab="text">
<fieldset class="panel"><legend>Text</legend>
<div class="field"><label class="form-label" for="name">Name</label><input class="form-control" id="name" name="name" value="{{NAME}}" required maxlength="128"></div>
<div class="field"><label class="form-label" for="category">Category</label><input class="form-control" id="category" name="category" value="{{CATEGORY}}" maxlength="128"></div>
<div class="field"><label class="form-label" for="state">State</label><select class="form-select" id="state" name="state" aria-describedby="state-help"><option value="visible"{{#STATE_VISIBLE}} selected{{/STATE_VISIBLE}}>visible</option><option value="hidden"{{#STATE_HIDDEN}} selected{{/STATE_HIDDEN}}>hidden</option></select><p class="form-text" id="state-help">Players see nothing of a hidden challenge.</p></div>
<div class="field"><label class="form-label" for="type">Type</label><select class="form-select" id="type" name="type"><option value="container"{{#TYPE_CONTAINER}} selected{{/TYPE_CONTAINER}}>container</option><option value="standard"{{#TYPE_STANDARD}} selected{{/TYPE_STANDARD}}>standard (no container)</option></select></div>
<div class="field field-wide"><label class="form-label" for="description">Description (Markdown)</label><textarea class="form-control" id="description" name="description" rows="8" maxlength="65536">{{DESCRIPTION:pre_escape}}</textarea>
<h2 class="form-label preview-title">Preview</h2><div id="preview" class="prose preview" aria-live="off"></div></div>
</fieldset>
<fieldset class="panel"><legend>On the board</legend>
<div class="field"><label class="form-label" for="tags">Tags</label><input class="form-control" id="tags" name="tags" value="{{TAGS}}" maxlength="512" placeholder="web, easy" aria-describedby="tags-help"><p class="form-text" id="tags-help">Separated by commas.</p></div>
<div class="field"><label class="form-label" for="requires">Requires</label><input class="form-control" id="requires" name="requires" value="{{REQUIRES}}" placeholder="3, 5" aria-describedby="requires-help"><p class="form-text" id="requires-help">Numbers of challenges that must be solved before this one is shown.</p></div>
<div class="field"><label class="form-label" for="next_id">Next challenge</label><input class="form-control" id="next_id" name="next_id" value="{{NEXT_ID}}" inputmode="numeric" aria-describedby="next-help"><p class="form-text" id="next-help">The number of the one that is offered when this one is solved.</p></div>
</fieldset>
</div>
<div id="container" data-tab="container">
<fieldset class="panel" data-when="type:container"><legend>Container</legend>
<div class="field"><label class="form-label" for="image">Image</label><input class="form-control" id="image" name="image" value="{{IMAGE}}" list="images" maxlength="255" autocomplete="off" spellcheck="false" aria-describedby="image-help"><datalist id="images">{{#IMAGE_OPTION}}<option value="{{TAG}}"></option>{{/IMAGE_OPTION}}</datalist>
{{#NO_IMAGES}}<p class="field-error">The engine's images cannot be listed: {{IMAGES_ERROR}}</p>{{/NO_IMAGES}}<p class="form-text" id="image-help">One of the images that the engine has.</p></div>
<div class="field"><label class="form-label" for="ports">Ports inside</label><textarea class="form-control" id="ports" name="ports" rows="2" spellcheck="false" aria-describedby="ports-help">{{PORTS:pre_escape}}</textarea><p class="form-text" id="ports-help">One per line: 8080/http, 1337/tcp Shell. Kinds: tcp, udp, http, https, ssh.</p></div>
<div class="field"><label class="form-label" for="command">Command</label><input class="form-control" id="command" name="command" value="{{COMMAND}}" maxlength="4096" placeholder="the image's own" spellcheck="false" aria-describedby="command-help"><p class="form-text" id="command-help">Split into words as a shell does; no shell is run.</p></div>
<div class="field"><label class="form-label" for="connection_info">Host name shown</label><input class="form-control" id="connection_info" name="connection_info" value="{{CONNECTION_INFO}}" maxlength="255" placeholder="the setting" spellcheck="false"></div>
<div class="field"><label class="form-label" for="memory_mb">Memory</label><div class="input-unit"><input class="form-control" id="memory_mb" name="memory_mb" value="{{MEMORY_MB}}" inputmode="numeric" placeholder="the setting" aria-describedby="memory-unit"><span class="unit" id="memory-unit">MB</span></div></div>
<div class="field"><label class="form-label" for="cpu">CPUs</label><input class="form-control" id="cpu" name="cpu" value="{{CPU}}" inputmode="decimal" placeholder="the setting"></div>
<div class="field"><label class="form-label" for="pids">Processes</label><input class="form-control" id="pids" name="pids" value="{{PIDS}}" inputmode="numeric" placeholder="256"></div>
<div class="field"><label class="form-label" for="lifetime_min">Lifetime</label><div class="input-unit"><input class="form-control" id="lifetime_min" name="lifetime_min" value="{{LIFETIME_MIN}}" inputmode="numeric" placeholder="the setting" aria-describedby="lifetime-unit"><span class="unit" id="lifetime-unit">minutes</span></div></div>
<div class="field"><label class="form-label" for="renewals_max">Renewals allowed</label><input class="form-control" id="renewals_max" name="renewals_max" value="{{RENEWALS_MAX}}" inputmode="numeric" placeholder="the setting"></div>
<div class="field"><label class="form-label" for="warm">Kept ready</label><div class="input-unit"><input class="form-control" id="warm" name="warm" value="{{WARM}}" inputmode="numeric" placeholder="none" aria-describedby="warm-help warm-unit"><span class="unit" id="warm-unit">instances</span></div><p class="form-text" id="warm-help">Started ahead of time, so that a player's start takes no time.</p></div>
<div class="field"><label class="form-label" for="stop_on_solve_min">Stop when solved, after</label><div class="input-unit"><input class="form-control" id="stop_on_solve_min" name="stop_on_solve_min" value="{{STOP_ON_SOLVE}}" inputmode="numeric" placeholder="never" aria-describedby="stop-unit"><span class="unit" id="stop-unit">minutes</span></div></div>
<div class="field field-wide"><label class="form-label" for="volumes">Volumes (JSON)</label><input class="form-control" id="volumes" name="volumes" value="{{VOLUMES}}" maxlength="4096" placeholder='{"/srv/ctf/files": {"bind": "/data", "mode": "ro"}}' spellcheck="false" aria-describedby="volumes-help"><p class="form-text" id="volumes-help">Only what allow_volume in berth.conf permits can be mounted.</p></div>
</fieldset>
{{>CONTAINMENT}}
</div>
<div id="scoring" data-tab="scoring">
<fieldset class="panel"><legend>Score</legend>
<div class="field"><label class="form-label" for="function">Function</label><select class="form-select" id="function" name="function" aria-describedby="function-help"><option value="static"{{#FUNCTION_STATIC}} selected{{/FUNCTION_STATIC}}>static</option><option value="linear"{{#FUNCTION_LINEAR}} selected{{/FUNCTION_LINEAR}}>linear</option><option value="logarithmic"{{#FUNCTION_LOGARITHMIC}} selected{{/FUNCTION_LOGARITHMIC}}>logarithmic</option></select><p class="form-text" id="function-help">How the value falls with every solve.</p></div>
<div class="field" data-when="function:static"><label class="form-label" for="value">Value (static)</label><input class="form-control" id="value" name="value" value="{{VALUE}}" inputmode="numeric"></div>
<div class="field" data-when="function:linear,logarithmic"><label class="form-label" for="initial">Initial value</label><input class="form-control" id="initial" name="initial" value="{{INITIAL}}" inputmode="numeric"></div>
<div class="field" data-when="function:linear,logarithmic"><label class="form-label" for="minimum">Minimum</label><input class="form-control" id="minimum" name="minimum" value="{{MINIMUM}}" inputmode="numeric"></div>
<div class="field" data-when="function:linear,logarithmic"><label class="form-label" for="decay">Decay</label><input class="form-control" id="decay" name="decay" value="{{DECAY}}" inputmode="numeric"></div>
<div class="field"><label class="form-label" for="max_attempts">Attempts allowed</label><input class="form-control" id="max_attempts" name="max_attempts" value="{{MAX_ATTEMPTS}}" inputmode="numeric" placeholder="no limit"></div>
<div class="field-wide" id="score-curve" hidden></div>
</fieldset>
</div>
</form>
<div id="flag-rules" data-tab="flags"><fieldset class="panel"><legend>What counts</legend>
<div class="field"><label class="form-label" for="flag_logic">Solved by</label><select form="challenge-form" class="form-select" id="flag_logic" name="flag_logic"><option value="any"{{#LOGIC_ANY}} selected{{/LOGIC_ANY}}>any of its flags</option><option value="all"{{#LOGIC_ALL}} selected{{/LOGIC_ALL}}>all of its flags</option></select></div>
<div class="field" data-when="type:container" data-of="challenge-form"><label class="form-label" for="flag_template">Flag of each instance</label><input form="challenge-form" class="form-control" id="flag_template" name="flag_template" value="{{FLAG_TEMPLATE}}" maxlength="255" placeholder="none of its own" spellcheck="false" aria-describedby="flag-template-help"><p class="form-text" id="flag-template-help">Such as CTF{%hex16%}; also %alnumN% and %digitsN%.</p></div>
<div class="field" data-when="type:container" data-of="challenge-form"><label class="form-label" for="flag_env">Variable with the flag</label><input form="challenge-form" class="form-control" id="flag_env" name="flag_env" value="{{FLAG_ENV}}" maxlength="64" placeholder="FLAG" spellcheck="false" aria-describedby="flag-env-help"><p class="form-text" id="flag-env-help">In the container's environment.</p></div>
{{#IS_NEW}}<p class="form-text field-wide">Flags, hints and files are added when the challenge is there.</p>{{/IS_NEW}}
</fieldset></div>
{{>FLAGS}}
{{>HINTS}}
{{>FILES}}
{{#CAN_TEST}}<div id="try" data-tab="container"><div data-when="type:container" data-of="challenge-form">{{>TEST}}</div></div>{{/CAN_TEST}}
<div class="form-end sticky"><button class="btn btn-primary" type="submit" form="challenge-form" id="save">{{#IS_NEW}}Create challenge{{/IS_NEW}}{{#IS_EDIT}}Save{{/IS_EDIT}}</button><a class="btn btn-outline-secondary" href="/containers/admin/challenges">Back to the list</a></div>
{{>FOOT}}
