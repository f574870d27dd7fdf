#!/bin/sh
# pid 1 of a lab: holds its mounts, its network and its disks, and with them every host. Ends when standard input does,
# and the kernel then ends and frees all of it. $1: the lab's folder, seen as an empty tmpfs from here on
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$1"
mount -t tmpfs -o mode=755 tmpfs /run # where `ip netns` keeps names
ip link set lo up
ip link add switch type bridge forward_delay 0
ip link set switch up
read -r pid _ </proc/self/stat # as the world outside counts: this /proc is still that of the machine
echo "keeper $pid"
while read -r _; do :; done
