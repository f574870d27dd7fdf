#!/bin/sh
# Makes what all hosts of a lab have above the machine's own files: users, shells, sshd's settings, pid 1's table.
# $1: folder of the layers (hidden, common), $2: file with the public key that opens every account
set -eu
hidden=$1/hidden common=$1/common
busybox=$(command -v busybox) sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd)

# a device 0/0 in a layer hides what lies below: homes and logins of the machine are none of a host's business
mkdir -p "$hidden/var" "$hidden/etc/ssh"
for place in root home var/tmp etc/ssh/sshd_config.d; do mknod "$hidden/$place" c 0 0; done

cd "$(mkdir -p "$common" && cd "$common" && pwd)"
mkdir -p etc/ssh/sshd_config.d etc/sudoers.d home root usr/local/bin var/tmp
chmod 1777 var/tmp
chmod 700 root
chmod 750 etc/sudoers.d
cp "$2" etc/ssh/authorized_keys # for every account, so that a home may be missing, full or read-only

printf '#!%s sh\nexec %s sh "$@"\n' "$busybox" "$busybox" >usr/local/bin/bbsh
chmod 755 usr/local/bin/bbsh
cp /etc/passwd etc/passwd
cp /etc/group etc/group
cp -p /etc/shadow etc/shadow
sed -i 's/^\(root:[^:]*:.*:\)[^:]*$/\1\/bin\/bash/; s/^root:\([^:]*:[^:]*:[^:]*:[^:]*\):[^:]*:/root:\1:\/root:/' etc/passwd
id=61000
while read -r name shell; do
  id=$((id + 1))
  echo "$name:x:$id:$id::/home/$name:$shell" >>etc/passwd
  echo "$name:x:$id:" >>etc/group
  echo "$name:*:19000:0:99999:7:::" >>etc/shadow
  mkdir "home/$name"
  chmod 700 "home/$name"
  chown -R $id:$id "home/$name"
done <<END
deploy /bin/bash
nosudo /bin/bash
pwsudo /bin/bash
noisy /bin/bash
forced /bin/bash
dashu /bin/dash
bbu /usr/local/bin/bbsh
mkshu /bin/mksh
zshu /bin/zsh
fishu /usr/bin/fish
rbashu /bin/rbash
nologin /usr/sbin/nologin
END
echo 'deploy ALL=(ALL) NOPASSWD: ALL' >etc/sudoers.d/deploy
echo 'pwsudo ALL=(ALL) ALL' >etc/sudoers.d/pwsudo
chmod 440 etc/sudoers.d/*
# as found in the wild: output whatever the shell is started for
printf 'echo "*** Unauthorised use prohibited ***"\necho "noise" >&2\n' >home/noisy/.bashrc

cat >etc/ssh/sshd_config <<END
Include /etc/ssh/sshd_config.d/*.conf
Port 22
HostKey /etc/ssh/ssh_host_ed25519_key
UsePAM no
UseDNS no
AuthorizedKeysFile /etc/ssh/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PrintMotd no
PrintLastLog no
PidFile /run/sshd.pid
MaxStartups 100:30:200
Subsystem sftp internal-sftp
Match User forced
  ForceCommand echo "only this"
END
# newer ones shut out for a while whom they take for an attacker
if "$sshd" -T -f /dev/null -o PerSourcePenalties=no >/dev/null 2>&1; then echo 'PerSourcePenalties no' >etc/ssh/sshd_config.d/90-penalties.conf; fi
echo "::respawn:$sshd -D -e" >etc/inittab
