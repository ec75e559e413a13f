#!/bin/sh
# Puts the REQUIRETLS bundle into an Apache James 3.8, or takes it out again; --help tells how.
#
# Works from the unpacked release zip, where the jar lies in extensions-jars/, and from the source
# tree after a build, where it lies in target/. All that it does itself is to find that jar and a Java.

set -eu

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

if [ -d "$here/extensions-jars" ]; then
    jars=$here/extensions-jars
    remedy="unpack the release zip again"
else
    jars=$here/target
    remedy="build it first: mvn -pl james-conf -am package"
fi

jar=
for candidate in "$jars"/requiretls-james-[0-9]*.jar; do
    [ -f "$candidate" ] || fail "no requiretls-james jar in $jars; $remedy"
    [ -z "$jar" ] || fail "more than one requiretls-james jar in $jars; $remedy"
    jar=$candidate
done

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
else
    java=$(command -v java) || fail "no java found; install Java 17 or newer, or set JAVA_HOME"
fi

feature=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
case $feature in
    '' | 1.* | [1-9] | 1[0-6]) fail "$java is Java ${feature:-of an unknown version}; Java 17 or newer is needed" ;;
esac

exec "$java" -cp "$jar" org.requiretls.james.install.Install "$@"
