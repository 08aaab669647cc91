# shellcheck shell=bash
# Runs the parts of ./dev test and ./dev check one after the other, all of them, and says at the end how each went.
#
#   part NAME COMMAND…   the command, a program or a function, may write "PASSED FAILED [SKIPPED]" into $PART_COUNTS;
#                        otherwise the part counts for one
#   parts_summary        the table, then « N passed, M failed »; fails if anything did

parts_report=()
parts_passed=0
parts_failed=0
PART_COUNTS=

part() {
  local name=$1 begun=$SECONDS status passed=0 failed=0 skipped=0 verdict=ok
  PART_COUNTS=$(mktemp)
  printf '\n== %s\n' "$name"
  set +e
  (
    set -e
    "${@:2}"
  ) </dev/null
  status=$?
  set -e
  if [[ -s $PART_COUNTS ]]; then
    read -r passed failed skipped <"$PART_COUNTS"
    if [[ $status -ne 0 && $failed -eq 0 ]]; then failed=1; fi
  elif [[ $status -eq 0 ]]; then
    passed=1
  else
    failed=1
  fi
  rm -f "$PART_COUNTS"
  if [[ $failed -gt 0 ]]; then verdict=FAILED; fi
  if [[ ${skipped:-0} -gt 0 ]]; then verdict+=", $skipped skipped"; fi
  parts_passed=$((parts_passed + passed))
  parts_failed=$((parts_failed + failed))
  parts_report+=("$(printf '%-12s %5d passed %5d failed %5d s  %s' "$name" "$passed" "$failed" $((SECONDS - begun)) "$verdict")")
}

parts_summary() {
  printf '\n== summary\n'
  printf '%s\n' "${parts_report[@]}"
  printf '\n%d passed, %d failed\n' "$parts_passed" "$parts_failed"
  [[ $parts_failed -eq 0 ]]
}

trap 'exit 130' INT
