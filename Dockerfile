# Serai in a container: docker build -t serai .
#
# The stages: the jar is built with Maven; the layout that runs is made by bin/image-layout on the
# very JVM that will run it, because a cache of another one would not be used.

FROM maven:3.9-eclipse-temurin-25-noble AS build
WORKDIR /build
COPY pom.xml ./
COPY config config
COPY src src
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q package -DskipTests -Dspotless.check.skip=true

FROM eclipse-temurin:25-jre-noble AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /app --shell /usr/sbin/nologin serai \
    && install -d -o serai -g serai /app /data

FROM runtime AS layout
USER serai
WORKDIR /work
COPY --chown=serai bin/image-layout bin/image-layout
COPY --chown=serai routes routes
COPY --chown=serai config config
COPY --chown=serai --from=build /build/target/serai.jar serai.jar
RUN bin/image-layout serai.jar /app

FROM runtime
# Root owns the program, so it can't change itself.
COPY --from=layout --chown=root:root /app /app
WORKDIR /app
USER serai
ENV HOST=0.0.0.0 PORT=3001 SERAI_DATA_DIR=/data
# Generated secrets, and the embedded database where no DATABASE_URL is set.
VOLUME /data
EXPOSE 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
    CMD curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$PORT/health"
ENTRYPOINT ["java", "@java.options", "-jar", "serai.jar"]
