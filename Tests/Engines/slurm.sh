#!/bin/sh
# Starts Slurm's own daemons on this machine, and does shared work on it with Examples/Distributed/slurm.sh; a task is killed on the way.
set -eu
knotwork=${KNOTWORK:?the tool}
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
host=$(hostname -s)
stop() {
  for name in slurmd slurmctld; do [ ! -f "$work/$name.pid" ] || kill "$(cat "$work/$name.pid")" 2>/dev/null || true; done
  [ -z "${munge:-}" ] || kill "$munge" 2>/dev/null || true
  # The daemons write their state until they have ended.
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    ! rm -rf "$work" 2>/dev/null || break
    sleep 1
  done
}
trap stop EXIT

mkdir -p /run/munge /var/log/munge /var/lib/munge /etc/munge
[ -f /etc/munge/munge.key ] || dd if=/dev/urandom of=/etc/munge/munge.key bs=1024 count=1 2>/dev/null
chown -R munge: /run/munge /var/log/munge /var/lib/munge /etc/munge
chmod 400 /etc/munge/munge.key
if ! munge -n >/dev/null 2>&1; then
  setpriv --reuid munge --regid munge --clear-groups munged --foreground >/dev/null 2>&1 &
  munge=$!
  sleep 2
fi
cat >"$work/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ReturnToService=2
MailProg=/bin/true
NodeName=$host CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
mkdir -p "$work/state" "$work/spool"
export SLURM_CONF="$work/slurm.conf"
slurmctld
slurmd
for _ in 1 2 3 4 5 6 7 8 9 10; do
  scontrol update NodeName="$host" State=RESUME 2>/dev/null || true
  [ "$(sinfo -h -o %T)" != idle ] || break
  sleep 1
done
[ "$(sinfo -h -o %T)" = idle ] || { sinfo >&2; tail -5 "$work"/*.log >&2; echo "Slurm does not start" >&2; exit 1; }

cd "$work"
python3 - net.json <<'NET'
import json, random, sys
random.seed(3)
rows = lambda n, m: [[random.gauss(0, 1) / m ** 0.5 for _ in range(m)] for _ in range(n)]
layers = [{"weights": rows(20, 5), "bias": rows(1, 20)[0], "activation": "relu"},
          {"weights": rows(20, 20), "bias": rows(1, 20)[0], "activation": "relu"},
          {"weights": rows(1, 20), "bias": [0], "activation": "linear"}]
json.dump({"format": "knotwork-network", "version": 1, "inputs": list("abcde"), "outputs": ["y"], "layers": layers}, open(sys.argv[1], "w"))
NET
"$knotwork" count net.json --box=-1:1 >expected
"$knotwork" plan net.json --box=-1:1 --steps 200000 --ways 6 -o run
# Whatever runs is killed three times; what it did not finish is done again in the next round.
(
  killed=0
  while [ $killed -lt 3 ]; do
    sleep 1
    for task in $(squeue -h -r -t R -o %i 2>/dev/null | head -1); do
      ! scancel -s KILL "$task" 2>/dev/null || killed=$((killed + 1))
    done
  done
) &
killer=$!
KNOTWORK=$knotwork sh "$here/Examples/Distributed/slurm.sh" run >found
kill $killer 2>/dev/null || true
cmp expected found
echo "Slurm: $(cat found)"
