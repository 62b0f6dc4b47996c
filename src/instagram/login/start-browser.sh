#!/bin/sh
# Becomes the browser that BROWSER_EXECUTABLE names, as the user BROWSER_USER if that is set (a
# number, for root only), and writes its process number into BROWSER_PID_FILE. Nothing of it is ever dumped to the disk, and its files belong to HOME,
# a folder of this one browser: Playwright cannot be told so, and makes a profile of its own.
ulimit -c 0
umask 077
cd "$HOME" || exit 1
executable=$BROWSER_EXECUTABLE
user=$BROWSER_USER
echo $$ > "$BROWSER_PID_FILE"
unset BROWSER_EXECUTABLE BROWSER_USER BROWSER_PID_FILE
for argument do
  shift
  case $argument in
    --user-data-dir=*)
      rmdir "${argument#*=}"
      argument=--user-data-dir=$HOME/profile
      ;;
    --disable-features=*)
      # Each window has two pages of the browser's own, for what drops down from its address line.
      # Nobody ever sees them, and to draw them costs as much as the rest of a login. Each device
      # would also have one more process kept ready for a site that no login ever goes to.
      argument=$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,SpareRendererForSitePerProcess
      ;;
  esac
  set -- "$@" "$argument"
done
# Where the user cannot be changed, Chromium itself refuses root unless it goes without its sandbox.
if [ -n "$user" ] && command -v setpriv >/dev/null; then
  exec setpriv "--reuid=$user" "--regid=$user" --clear-groups -- "$executable" "$@"
fi
exec "$executable" "$@"
