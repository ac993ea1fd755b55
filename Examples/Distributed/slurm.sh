#!/bin/sh
# Does shared work on Slurm, round by round: an array of jobs does the units that are left, gather deals out what they leave.
#   knotwork plan NET --box=-1:1 --steps 200000000 --ways 100 -o run && Examples/Distributed/slurm.sh run
# The folder has to be one that all nodes reach. A task that is killed or requeued changes nothing: the next round does its unit again.
# What tasks say goes to slurm.out in the folder, not to /dev/null: that was seen replaced by a file where tasks of root were killed.
# Starting a task takes about a second, so units are worth half a minute and more. SBATCH_… variables choose partition and account.
set -u
run=$(cd "${1:?the folder that knotwork plan has made}" && pwd)
knotwork=${KNOTWORK:-knotwork}
while :; do
  "$knotwork" gather "$run" --next >"$run/round" 2>"$run/said"
  code=$?
  if [ "$code" != 2 ]; then
    cat "$run/round"
    cat "$run/said" >&2
    exit "$code"
  fi
  # No more tasks than an array may have, unless told otherwise; the others are for the next round.
  count=$(wc -l <"$run/round")
  most=${KNOTWORK_ARRAY:-1000}
  [ "$count" -le "$most" ] || count=$most
  sbatch --quiet --wait --requeue --array="1-$count" --open-mode=append --output="$run/slurm.out" --wrap \
    "exec $knotwork work \"\$(sed -n \"\${SLURM_ARRAY_TASK_ID}p\" '$run/round')\" -o '$run/receipts'" || true
done
