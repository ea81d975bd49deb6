{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csrf-token" content="{{NONCE}}">
<title>{{TITLE}} · {{EVENT_NAME}}</title>
<link rel="icon" href="/containers/static/img/berth.svg" type="image/svg+xml">
<link rel="stylesheet" href="/containers/static/vendor/bootstrap.min.css">
<link rel="stylesheet" href="/containers/static/css/berth.css">
<script src="/containers/static/js/theme.js"></script>
<script type="module" src="/containers/static/js/main.js"></script>
</head>
<body>
<a class="skip-link" href="#main">Skip to content</a>
<header class="topbar">
<div class="topbar-inner">
<a class="brand" href="/containers/"><img src="/containers/static/img/berth.svg" alt="" width="28" height="28"><span>{{EVENT_NAME}}</span></a>
<nav aria-label="Main">
<ul class="nav-list">
{{#LOGGED_IN}}
<li><a href="/containers/"{{#NAV_BOARD}} aria-current="page"{{/NAV_BOARD}}>Challenges</a></li>
<li><a href="/containers/instances"{{#NAV_INSTANCES}} aria-current="page"{{/NAV_INSTANCES}}>My instances</a></li>
{{/LOGGED_IN}}
{{#IS_ADMIN}}
<li class="nav-split"><a href="/containers/dashboard"{{#NAV_DASHBOARD}} aria-current="page"{{/NAV_DASHBOARD}}>Dashboard</a></li>
<li><a href="/containers/admin/challenges"{{#NAV_CHALLENGES}} aria-current="page"{{/NAV_CHALLENGES}}>Manage</a></li>
<li><a href="/containers/admin/images"{{#NAV_IMAGES}} aria-current="page"{{/NAV_IMAGES}}>Images</a></li>
<li><a href="/containers/settings"{{#NAV_SETTINGS}} aria-current="page"{{/NAV_SETTINGS}}>Settings</a></li>
<li><a href="/containers/admin/audit"{{#NAV_AUDIT}} aria-current="page"{{/NAV_AUDIT}}>Audit</a></li>
{{/IS_ADMIN}}
</ul>
</nav>
<div class="topbar-end">
<button type="button" class="btn btn-sm btn-link" id="theme-switch" hidden>Theme</button>
{{#LOGGED_IN}}
<a class="who" href="/containers/account"{{#NAV_ACCOUNT}} aria-current="page"{{/NAV_ACCOUNT}}>{{USER_NAME}}</a>
<form method="post" action="/containers/logout"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-secondary" type="submit">Log out</button></form>
{{/LOGGED_IN}}
{{#LOGGED_OUT}}
<a class="btn btn-sm btn-outline-secondary" href="/containers/login">Log in</a>
{{/LOGGED_OUT}}
</div>
</div>
</header>
<main id="main" tabindex="-1">
