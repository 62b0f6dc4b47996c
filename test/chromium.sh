#!/bin/sh
# Becomes the browser that BROWSER_EXECUTABLE names, without the two pages that each of its windows
# has for its address line: they cost more than most pages of ours.
for argument do
  shift
  case $argument in
    --disable-features=*)
      argument=$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,SpareRendererForSitePerProcess
      ;;
  esac
  set -- "$@" "$argument"
done
exec "$BROWSER_EXECUTABLE" "$@"
