{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="{{LANG}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csrf-token" content="{{NONCE}}">
<meta name="color-scheme" content="light dark">
<title>{{TITLE}} · {{EVENT_NAME}}</title>
<link rel="icon" href="/containers/static/img/berth.svg" type="image/svg+xml">
<link rel="stylesheet" href="/containers/static/vendor/bootstrap.min.css">
<link rel="stylesheet" href="/containers/static/css/berth.css">
<link rel="stylesheet" href="/containers/static/css/contest.css">
<link rel="stylesheet" href="/containers/static/css/manage.css">
<script src="/containers/static/js/theme.js"></script>
{{#HAS_TEXTS}}<script type="module" src="/containers/static/js/text.{{LANG}}.js"></script>{{/HAS_TEXTS}}
<script type="module" src="/containers/static/js/main.js"></script>
</head>
<body>
<a class="skip-link" href="#main">Skip to content</a>
<header>
<div class="topbar">
<div class="topbar-inner">
<a class="brand" href="/containers/"><img src="/containers/static/img/berth.svg" alt="" width="32" height="32"><span>{{EVENT_NAME}}</span></a>
<nav class="nav-main" aria-label="Main">
<ul class="nav-list">
{{#LOGGED_IN}}
<li><a href="/containers/"{{#NAV_BOARD}} aria-current="page"{{/NAV_BOARD}}>Challenges</a></li>
<li><a href="/containers/instances"{{#NAV_INSTANCES}} aria-current="page"{{/NAV_INSTANCES}}>My instances</a></li>
{{#TEAM_PLACE}}<li><a href="/containers/team"{{#NAV_TEAM}} aria-current="page"{{/NAV_TEAM}}>Team</a></li>{{/TEAM_PLACE}}
{{/LOGGED_IN}}
<li><a href="/containers/scoreboard"{{#NAV_SCOREBOARD}} aria-current="page"{{/NAV_SCOREBOARD}}>Scoreboard</a></li>
</ul>
</nav>
<div class="topbar-end">
<button type="button" class="bar-button" id="theme-switch" hidden><svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true" fill="currentColor"><path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6v10.8A5.4 5.4 0 0 1 8 2.6z"/></svg><span class="visually-hidden">Theme</span></button>
{{#LOGGED_IN}}
<a class="who" href="/containers/account"{{#NAV_ACCOUNT}} aria-current="page"{{/NAV_ACCOUNT}}>{{USER_NAME}}</a>
<form method="post" action="/containers/logout"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="bar-button" type="submit">Log out</button></form>
{{/LOGGED_IN}}
{{#LOGGED_OUT}}
<a class="bar-main" href="/containers/login">Log in</a>
{{/LOGGED_OUT}}
</div>
</div>
</div>
{{#IS_ADMIN}}
<nav class="adminbar" aria-label="Administration">
<div class="adminbar-inner">
<span class="eyebrow adminbar-title" aria-hidden="true">Admin</span>
<ul class="nav-list">
<li><a href="/containers/dashboard"{{#NAV_DASHBOARD}} aria-current="page"{{/NAV_DASHBOARD}}>Dashboard</a></li>
<li><a href="/containers/admin/challenges"{{#NAV_CHALLENGES}} aria-current="page"{{/NAV_CHALLENGES}}>Manage</a></li>
<li><a href="/containers/admin/users"{{#NAV_USERS}} aria-current="page"{{/NAV_USERS}}>Accounts</a></li>
<li><a href="/containers/admin/teams"{{#NAV_TEAMS}} aria-current="page"{{/NAV_TEAMS}}>Teams</a></li>
<li><a href="/containers/admin/contest/submissions"{{#NAV_CONTEST}} aria-current="page"{{/NAV_CONTEST}}>Contest</a></li>
<li><a href="/containers/admin/images"{{#NAV_IMAGES}} aria-current="page"{{/NAV_IMAGES}}>Images</a></li>
<li><a href="/containers/settings"{{#NAV_SETTINGS}} aria-current="page"{{/NAV_SETTINGS}}>Settings</a></li>
<li><a href="/containers/admin/audit"{{#NAV_AUDIT}} aria-current="page"{{/NAV_AUDIT}}>Audit</a></li>
</ul>
</div>
</nav>
{{/IS_ADMIN}}
</header>
<main id="main" tabindex="-1">
