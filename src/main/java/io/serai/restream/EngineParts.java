package io.serai.restream;

/** What makes the engine, put together by {@link RestreamConfiguration}. */
record EngineParts(
        Node node,
        Supervisor supervisor,
        Planner planner,
        Orders orders,
        Heartbeat heartbeat,
        Starter starter,
        Pump pump,
        PresetFiles presets) {}
