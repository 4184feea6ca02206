"""What the server is told: what must hold on the command line, tastes in postgresql.conf."""

# Nobody's postgresql.conf may switch these off.
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
# For clusters that nobody will miss: the data of a test live as long as the test.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
ALWAYS = {
    "listen_addresses": "",  # a socket only
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
}
# Written once, at birth; the owner of the machine may change them in postgresql.conf.
LAPTOP = {
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "60",
    "autovacuum_max_workers": "2",
    "io_workers": "2",
    "jit": "off",  # our queries end before a compiler would begin to pay
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "2s",
}
ACCESS = "# Written by Entente: one door, one key.\nlocal all all scram-sha-256\n"


def arguments(*, settings: dict[str, str]) -> list[str]:
    """As `-c name=value`."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
