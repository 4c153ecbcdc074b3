#pragma once
#include <optional>
#include <string>

namespace gasworks::program {

/// Tells whoever started the process and asked for it (systemd for a unit of Type=notify, by NOTIFY_SOCKET)
/// that requests are taken from now on. What went wrong, if something did; nothing where nobody asked.
std::optional<std::string> notify_ready();

/// The same of the end, which has begun.
std::optional<std::string> notify_stopping();

}  // namespace gasworks::program
