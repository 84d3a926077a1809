#!/usr/bin/env bash
# Sends jobs through a real Slurm of pretended hosts on this machine (Debian packages slurm-wlm and
# munge, as root, without systemd, cgroups or accounting) and counts what comes home: each job
# exactly once. LOSSES times a host at work is lost: its slurmd, its task and all their children are
# killed, and it is back after half a minute. Jobs whose task came to nothing are in the queue
# again; they are sent once more.
#
# Variables:
#   NIGHTLOOM  the binary [.build/debug/nightloom]
#   JOBS       how many jobs [20]
#   CHUNK      jobs of one task [2]
#   DELAY      milliseconds of one job with the stub model [300]
#   HOSTS      how many hosts [2]
#   LOSSES     how many losses; Slurm takes some minutes to begin a lost task again [0]
#   EVERY      seconds between two losses [15]
set -euo pipefail
cd "$(dirname "$0")/../.."

NIGHTLOOM=$(realpath "${NIGHTLOOM:-.build/debug/nightloom}")
JOBS=${JOBS:-20} CHUNK=${CHUNK:-2} DELAY=${DELAY:-300}
HOSTS=${HOSTS:-2} LOSSES=${LOSSES:-0} EVERY=${EVERY:-15}
for program in slurmctld slurmd sbatch munged; do
  if ! PATH=$PATH:/usr/sbin command -v "$program" >/dev/null; then
    echo "skipped: $program is missing; apt-get install slurm-wlm munge"
    exit 0
  fi
done
if [ "$(id -u)" != 0 ]; then
  echo "skipped: slurmd wants root"
  exit 0
fi
PATH=$PATH:/usr/sbin
# Not below TMPDIR: munged runs as a user of its own and must reach it.
base=$(mktemp -d /tmp/nightloom-slurm.XXXXXX)
chmod 755 "$base"
host=$(hostname -s)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for file in "$base"/run/*.pid; do
    [ -f "$file" ] && kill "$(cat "$file")" 2>/dev/null || true
  done
  sleep 1
  rm -rf "$base"
}
trap finish EXIT

# The cluster.
mkdir -p "$base"/{state,run,log,shared}
for number in $(seq "$HOSTS"); do mkdir -p "$base/spoold/n$number"; done
install -d -o munge -m 755 "$base/munge"
dd if=/dev/urandom of="$base/munge/key" bs=1024 count=1 status=none
chown munge "$base/munge/key" && chmod 400 "$base/munge/key"
runuser -u munge -- munged --socket="$base/munge/socket" --key-file="$base/munge/key" \
  --pid-file="$base/munge/pid" --log-file="$base/munge/log" --seed-file="$base/munge/seed"
pids+=("$(cat "$base/munge/pid")")
cat >"$base/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$base/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$base/state
SlurmdSpoolDir=$base/spoold/%n
SlurmctldPidFile=$base/run/slurmctld.pid
SlurmdPidFile=$base/run/slurmd.%n.pid
SlurmctldLogFile=$base/log/slurmctld.log
SlurmdLogFile=$base/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,sched_min_interval=0,batch_sched_delay=0
MpiDefault=none
ReturnToService=2
JobRequeue=1
SlurmdTimeout=10
InactiveLimit=0
KillWait=5
MinJobAge=3600
NodeName=n[1-$HOSTS] NodeHostname=$host NodeAddr=127.0.0.1 Port=[17001-$((17000 + HOSTS))] \\
  CPUs=1 RealMemory=500 State=UNKNOWN
PartitionName=batch Nodes=n[1-$HOSTS] Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$base/slurm.conf
slurmctld -f "$base/slurm.conf"
for number in $(seq "$HOSTS"); do slurmd -f "$base/slurm.conf" -N "n$number"; done
for _ in $(seq 60); do
  [ "$(sinfo -h -N -o %T | grep -c '^idle')" = "$HOSTS" ] && break
  sleep 1
done
sinfo -h -N -o '%N %T'

# The head: a runner that begins nothing itself.
printf 'min_free = 0\nsettle = 100 ms\nspool = %s\nshipments = %s\n' \
  "$base/spool" "$base/shared" >"$base/test.conf"
nightloom() { "$NIGHTLOOM" "$@" --config "$base/test.conf"; }
nightloom run --stub-model >"$base/log/head.out" 2>"$base/log/head.err" &
pids+=($!)
for _ in $(seq 50); do [ -S "$base/spool/state/control.sock" ] && break || sleep 0.2; done
nightloom pause >/dev/null 2>&1
for number in $(seq "$JOBS"); do
  echo "a cat on roof $number" >"$base/spool/inbox/tmp/$number"
  mv "$base/spool/inbox/tmp/$number" "$base/spool/inbox/cat$number.txt"
done
for _ in $(seq 300); do
  [ "$(nightloom status --plain | grep -c cat)" = "$JOBS" ] && break || sleep 0.2
done

# A host is gone at once: the daemon, the task and all their children.
lose() {
  local step child
  for step in $(pgrep -f "slurmstepd: \[" || true); do
    # Only steps of this cluster's host: their spool folder names it.
    if tr '\0' '\n' <"/proc/$step/environ" 2>/dev/null | grep -q "^SLURMD_NODENAME=$1$" ||
      ls -l "/proc/$step/fd" 2>/dev/null | grep -q "$base/log/slurmd.$1.log"; then
      for child in $(pgrep -P "$step" || true); do kill -9 "$child" 2>/dev/null || true; done
      kill -9 "$step" 2>/dev/null || true
    fi
  done
  kill -9 "$(cat "$base/run/slurmd.$1.pid")"
}

# A host that has finished a job of the task it runs, so that a loss can do harm.
at_work() {
  local name
  for name in $(squeue -h -t R -o %N | shuf); do
    [ -e "$base/run/$name.lost" ] && continue
    ls "$base"/shared/*/segments/"$name"-* >/dev/null 2>&1 && echo "$name" && return
  done
}

start=$(date +%s)
dispatched() {
  nightloom dispatch --engine slurm --chunk "$CHUNK" --stub-model --stub-delay-ms "$DELAY" --wait \
    >>"$base/log/dispatch.out" 2>>"$base/log/dispatch.err"
}
dispatched &
dispatch=$!
lost=0
while [ "$lost" -lt "$LOSSES" ] && kill -0 "$dispatch" 2>/dev/null; do
  name=$(at_work || true)
  if [ -z "$name" ]; then
    sleep 0.5
    continue
  fi
  touch "$base/run/$name.lost"
  lose "$name"
  lost=$((lost + 1))
  echo "$name is lost after $(($(date +%s) - start)) s"
  (sleep 30 && slurmd -f "$base/slurm.conf" -N "$name" && rm "$base/run/$name.lost") &
  pids+=($!)
  sleep "$EVERY"
done
status=0
wait "$dispatch" || status=$?
rounds=1
while [ "$status" != 0 ] && [ "$rounds" -lt 4 ]; do
  rounds=$((rounds + 1)) status=0
  dispatched || status=$?
done
cat "$base/log/dispatch.out"
if [ "$status" != 0 ]; then
  cat "$base/log/dispatch.err" "$base/log/head.err"
  tail -20 "$base/log/slurmctld.log"
  exit 1
fi

results=$(find "$base/spool/outbox" -mindepth 1 -maxdepth 1 -type d ! -name '.*' | wc -l)
done_events=$(nightloom history --state done --limit "$JOBS" --json | grep -o '"state":"done"' | wc -l)
hosts=$(cat "$base"/shared/*/segments/*.jsonl | grep -o '"host":"[^"]*"' | sort | uniq -c |
  tr -s ' \n' ' ')
restarts=$(cat "$base"/shared/*/segments/*.jsonl | grep -vc '"restart":0' || true)
nightloom doctor --deep >/dev/null || true
echo "slurm_dispatch: jobs=$JOBS results=$results done=$done_events hosts=$hosts" \
  "losses=$lost dispatches=$rounds restarted=$restarts seconds=$(($(date +%s) - start))"
[ "$results" = "$JOBS" ] && [ "$done_events" = "$JOBS" ]
