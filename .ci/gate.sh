# The steps of `./run test` and `./run drill`, sourced by the launcher; needs $here, $venv, say, die, prepare.
#   --quick          what is checked while working: no wheel, no second Python, no slow test
#   --without NAME   leaves out a component that this machine lacks, visibly (python3.13, chromium,
#                    kafka, postgres, cc)
#   --yes            installs system parts without asking

gate() {
    quick='' yes='' without=' ' pytest_options='' marks=''
    while [ $# -gt 0 ]; do
        case "$1" in
        --quick) quick=yes ;;
        --yes) yes=yes ;;
        --without) [ $# -ge 2 ] || die "--without needs a name"; without="$without$2 "; shift ;;
        --) shift; pytest_options="$*"; break ;;
        *) die "./run test: unknown option $1 (--quick, --without NAME, --yes, -- PYTEST OPTIONS)" ;;
        esac
        shift
    done
    cd "$here"
    step 'style' "$venv/bin/ruff" check .
    step 'format' "$venv/bin/ruff" format --check --quiet .
    step 'imports' imports
    if [ -n "$quick" ]; then
        step 'tests (quick)' tests_quick "$venv"
        return
    fi
    part chromium browser 'no page was opened in a browser' chromium
    part kafka kafka 'nothing was tried on Apache Kafka' kafka
    part postgres postgres 'nothing was tried on PostgreSQL' postgres
    part cc cc 'nothing was tried on what a power cut leaves' compiler
    step 'types' "$venv/bin/mypy"
    step 'wheel' wheel
    if without python3.13; then
        say "gate: WITHOUT python3.13, as asked: the quick suite on it was not run"
    else
        prepare "$here/.venv-3.13" '[test]' 13
        step 'tests on Python 3.13 (quick)' tests_quick "$here/.venv-3.13"
    fi
    step 'tests' "$venv/bin/python" -m pytest -n 2 -m "$marks" $pytest_options
}

# drill NAME OPTIONS: sets up the parts that this drill runs on, then the drill
drill() {
    yes=''
    cd "$here"
    case "${1:-}" in
    cluster | determinism | latency | operations | poison | rivals | size | takeover | throughput)
        needs='kafka postgres' ;;
    outages) needs='kafka postgres compiler' ;;
    rebuild) needs='postgres' ;;
    durable) needs='compiler' ;;
    pages) needs='chromium' ;;
    *) needs='' ;;
    esac
    for part in $needs; do
        "$part" || die "./run drill $1: the system part $part is missing"
    done
    [ "${1:-}" != determinism ] || prepare "$here/.venv-3.13" '[test]' 13
    "$venv/bin/python" -m benchmarks "$@"
}

# without NAME: whether the caller asked to leave a component out
without() { case "$without" in *" $1 "*) return 0 ;; *) return 1 ;; esac; }

step() {
    name=$1
    shift
    say "gate: $name"
    began=$(date +%s)
    "$@" || die "gate: $name FAILED"
    say "gate: $name passed in $(($(date +%s) - began)) s"
}

imports() { "$venv/bin/lint-imports" --no-logo --no-cache >"$scratch/imports" || { cat "$scratch/imports"; return 1; }; }

tests_quick() { "$1/bin/python" -m pytest -n 2 -m 'not slow' $pytest_options; }

# part NAME MARK SENTENCE COMMAND: sets a part up, or leaves it out with its tests, and says so
part() {
    if without "$1"; then
        say "gate: WITHOUT $1, as asked: $3"
        marks="${marks:+$marks and }not $2"
    else
        step "system part $1" "$4"
    fi
}

chromium() { command -v chromium >/dev/null 2>&1 || package chromium chromium; }

postgres() { ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || package postgres postgresql; }

compiler() { command -v cc >/dev/null 2>&1 || package cc gcc; }

# kafka: its published jars, fetched once by Maven
kafka() {
    command -v java >/dev/null 2>&1 || package kafka default-jre-headless || return 1
    wanted=$(cksum <tests/servers/pom.xml)
    [ "$(cat .cache/kafka/.ready 2>/dev/null)" != "$wanted" ] || return 0
    command -v mvn >/dev/null 2>&1 || package kafka maven || return 1
    rm -rf .cache/kafka
    mvn -q -B -f tests/servers/pom.xml dependency:copy-dependencies \
        -DoutputDirectory="$here/.cache/kafka" -DincludeScope=runtime >&2 || return 1
    printf '%s' "$wanted" >.cache/kafka/.ready
}

# package PART NAME: from the distribution; asked for where somebody can answer, or --yes, or root
package() {
    say "gate: these tests need the system package $2: apt-get install -y $2"
    if [ -z "$yes" ] && [ "$(id -u)" -ne 0 ]; then
        [ -t 0 ] || { say "gate: install it, or add --yes, or --without $1"; return 1; }
        printf 'Install it now? [y/N] ' >&2
        read -r answer
        case "$answer" in [yY]*) ;; *) say "gate: or leave it out with --without $1"; return 1 ;; esac
    fi
    command -v apt-get >/dev/null 2>&1 || { say "gate: no apt-get here; install $2 by hand"; return 1; }
    as_root='' && [ "$(id -u)" -eq 0 ] || as_root=sudo
    $as_root apt-get update -qq >&2 && $as_root apt-get install -y -qq "$2" >&2
}

# wheel: built, installed in a fresh environment outside the repository, and run there
wheel() {
    "$venv/bin/python" -m build --wheel --outdir "$scratch/dist" . >"$scratch/build" 2>&1 \
        || { cat "$scratch/build"; return 1; }
    "$venv/bin/python" -m venv "$scratch/fresh"
    "$scratch/fresh/bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint constraints.txt "$scratch"/dist/*.whl
    (cd "$scratch" && "$scratch/fresh/bin/ketnoi" demo --once --json >"$scratch/demo.json") \
        && grep -q '"signed_memoranda": 473' "$scratch/demo.json"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
