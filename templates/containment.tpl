{{%AUTOESCAPE context="HTML"}}<fieldset class="panel" data-when="type:container" id="containment"><legend>Containment</legend>
<div class="field"><label class="form-label" for="root_fs">Root file system</label><select class="form-select" id="root_fs" name="root_fs" aria-describedby="root-fs-help"><option value="writable">writable</option><option value="read-only"{{#ROOT_READ_ONLY}} selected{{/ROOT_READ_ONLY}}>read-only</option></select><p class="form-text" id="root-fs-help">Read-only, where the challenge allows: nobody fills the engine's disk.</p></div>
<div class="field"><label class="form-label" for="tmpfs">Room in memory (tmpfs)</label><input class="form-control" id="tmpfs" name="tmpfs" value="{{TMPFS}}" maxlength="512" placeholder="the default" spellcheck="false" aria-describedby="tmpfs-help"><p class="form-text" id="tmpfs-help">Paths and MB: /tmp 16, /run 1. It counts as memory. A read-only root has {{TMPFS_DEFAULT}} unless you say.</p></div>
<div class="field"><label class="form-label" for="run_as">User</label><input class="form-control" id="run_as" name="run_as" value="{{RUN_AS}}" maxlength="32" placeholder="what the image says" spellcheck="false" aria-describedby="run-as-help"><p class="form-text" id="run-as-help">A number, or user and group: 1000:1000.</p></div>
<div class="field"><label class="form-label" for="runtime">Runtime</label><select class="form-select" id="runtime" name="runtime" aria-describedby="runtime-help"><option value="">the engine's default</option>{{#RUNTIME_OPTION}}<option value="{{RUNTIME}}"{{#SELECTED}} selected{{/SELECTED}}>{{RUNTIME}}</option>{{/RUNTIME_OPTION}}</select><p class="form-text" id="runtime-help">What allow_runtime in berth.conf names.</p></div>
<div class="field field-wide"><label class="form-label" for="cap_add">Capabilities added</label><input class="form-control" id="cap_add" name="cap_add" value="{{CAP_ADD}}" maxlength="512" placeholder="none" spellcheck="false" autocapitalize="characters" aria-describedby="cap-add-help"><p class="form-text" id="cap-add-help">All are dropped but these. {{#CAP_SOME}}Allowed: {{CAP_ALLOWED}}.{{/CAP_SOME}}{{#CAP_NONE}}berth.conf allows none.{{/CAP_NONE}}</p></div>
{{#IS_SAVED}}
<div class="field-wide verdict"><h2 class="form-label preview-title">Hardening, as saved <span class="chip {{HARDENING_CHIP}}">{{HARDENING_SCORE}} of 100, {{HARDENING_GRADE}}</span></h2>
<dl class="facts">
{{#POINT}}<dt>{{WHAT}}</dt><dd>{{#IS_SHUT}}<span class="visually-hidden">Shut: </span>{{/IS_SHUT}}{{#IS_OPEN}}<span class="chip chip-warn">−{{COST}}</span> {{/IS_OPEN}}{{IS}}{{#IS_OPEN}}<span class="form-text">{{WHY}}</span>{{/IS_OPEN}}</dd>
{{/POINT}}
</dl></div>
{{/IS_SAVED}}
</fieldset>
