#!/usr/bin/env bash
# Makes the certificates of the admission webhook: a CA, and a server certificate that it signs. See README.md.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: gencerts.sh [--out DIR] [--service NAME] [--namespace NAME] [--host NAME]... [--ip ADDRESS]... [--days N] [--apply]

  --out DIR         where the files go (default: ./certs)
  --service NAME    Service in front of the webhook (default: vpa-webhook)
  --namespace NAME  its namespace, and that of the Secret (default: kube-system)
  --host NAME       one more DNS name for the server certificate; may be repeated
  --ip ADDRESS      one more IP address for the server certificate; may be repeated
  --days N          life of both certificates in days (default: 825)
  --apply           store caCert.pem, serverCert.pem and serverKey.pem in the Secret vpa-tls-certs with kubectl

Writes caKey.pem, caCert.pem, serverKey.pem and serverCert.pem. A CA that is already in DIR is used again, so that a new
server certificate needs no change of the webhook configuration.
USAGE
}

die() { echo "gencerts.sh: $*" >&2; exit 1; }

out=./certs service=vpa-webhook namespace=kube-system days=825 apply=false
extra=()
while [ $# -gt 0 ]; do
  case $1 in
    --out | --service | --namespace | --host | --ip | --days) [ $# -ge 2 ] || die "$1 needs a value" ;;
  esac
  case $1 in
    --out) out=$2; shift 2 ;;
    --service) service=$2; shift 2 ;;
    --namespace) namespace=$2; shift 2 ;;
    --host) extra+=("DNS:$2"); shift 2 ;;
    --ip) extra+=("IP:$2"); shift 2 ;;
    --days) days=$2; shift 2 ;;
    --apply) apply=true; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown argument: $1" ;;
  esac
done
case $days in '' | *[!0-9]* | 0) die "--days must be a whole number above 0, but is '$days'" ;; esac
command -v openssl >/dev/null || die "openssl is not on PATH"

umask 077
mkdir -p "$out"
work=$(mktemp -d "$out/.gencerts.XXXXXX")
trap 'rm -rf "$work"' EXIT

dns=$service.$namespace.svc
names=DNS:$dns,DNS:$service.$namespace,DNS:$service,DNS:$dns.cluster.local
for name in ${extra[@]+"${extra[@]}"}; do names=$names,$name; done

if [ ! -s "$out/caKey.pem" ] || [ ! -s "$out/caCert.pem" ]; then
  cat >"$work/ca.cnf" <<'CONF'
[req]
distinguished_name = subject
x509_extensions = ca
prompt = no
[subject]
CN = vpa_webhook_ca
[ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
subjectAltName = DNS:vpa_webhook_ca
CONF
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/caKey.pem"
  openssl req -x509 -new -sha256 -key "$work/caKey.pem" -days "$days" -config "$work/ca.cnf" -out "$work/caCert.pem"
  mv "$work/caKey.pem" "$work/caCert.pem" "$out/"
fi

cat >"$work/server.cnf" <<CONF
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = $names
CONF
openssl ecparam -name prime256v1 -genkey -noout -out "$work/serverKey.pem"
openssl req -new -sha256 -key "$work/serverKey.pem" -subj "/CN=${dns:0:64}" -out "$work/server.csr"
openssl x509 -req -sha256 -in "$work/server.csr" -CA "$out/caCert.pem" -CAkey "$out/caKey.pem" -days "$days" \
  -set_serial "0x$(openssl rand -hex 16)" -extfile "$work/server.cnf" -extensions server -out "$work/serverCert.pem" 2>/dev/null
openssl verify -CAfile "$out/caCert.pem" "$work/serverCert.pem" >/dev/null || die "the server certificate does not verify against $out/caCert.pem"
mv "$work/serverKey.pem" "$work/serverCert.pem" "$out/"

if [ "$apply" = true ]; then
  kubectl create secret generic vpa-tls-certs --namespace "$namespace" --dry-run=client -o yaml \
    --from-file=caCert.pem="$out/caCert.pem" --from-file=serverCert.pem="$out/serverCert.pem" \
    --from-file=serverKey.pem="$out/serverKey.pem" | kubectl apply -f -
fi
echo "$out: certificates for $names"
