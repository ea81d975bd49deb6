{{%AUTOESCAPE context="HTML"}}{{#IS_BEFORE}}<p class="event-note" data-countdown="{{STARTS}}" data-now="{{NOW}}" data-words="starts in">The event starts <time datetime="{{STARTS}}">{{STARTS}}</time>.</p>{{/IS_BEFORE}}
{{#IS_RUNNING}}<p class="event-note" data-countdown="{{ENDS}}" data-now="{{NOW}}" data-words="ends in">The event ends <time datetime="{{ENDS}}">{{ENDS}}</time>.</p>{{/IS_RUNNING}}
{{#IS_ENDED}}<p class="event-note">The event ended <time datetime="{{ENDED}}">{{ENDED}}</time>. Challenges can still be read.</p>{{/IS_ENDED}}
{{#IS_PAUSED}}<p class="event-note">The event is paused: no flag is taken right now.</p>{{/IS_PAUSED}}
{{#IS_FROZEN}}<p class="event-note">The scoreboard has been frozen since <time datetime="{{FROZEN}}">{{FROZEN}}</time>.{{#SEES_LIVE}} You see it as it is now; players see it as it was then.{{/SEES_LIVE}}</p>{{/IS_FROZEN}}
