# The steps of `./run test`, sourced by the launcher; needs $here, $venv, say, die, prepare.
#   --quick          what is checked while working: no wheel, no second Python, no slow test
#   --without NAME   leaves out a component that this machine lacks, visibly (python3.13)
#   --yes            installs system parts without asking

gate() {
    quick='' without=' ' pytest_options=''
    while [ $# -gt 0 ]; do
        case "$1" in
        --quick) quick=yes ;;
        --yes) ;;
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
    step 'types' "$venv/bin/mypy"
    step 'wheel' wheel
    if without python3.13; then
        say "gate: WITHOUT python3.13, as asked: the quick suite on it was not run"
    else
        prepare "$here/.venv-3.13" '[test]' 13
        step 'tests on Python 3.13 (quick)' tests_quick "$here/.venv-3.13"
    fi
    step 'tests' "$venv/bin/python" -m pytest -n 2 $pytest_options
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
