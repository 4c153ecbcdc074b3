#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platform/process_identity.hpp"
#include "storage/folder_lock.hpp"

namespace gasworks::lifecycle {

/// A service that is known by a name of its own.
struct Registration {
    std::string name;
    std::filesystem::path service;  ///< a program, or a folder with one; absolute
    std::string host;
    std::uint16_t port = 0;
    std::vector<std::string> arguments;  ///< further ones of the program
};

/// A service that was started and not stopped.
struct Started {
    std::string name;
    std::filesystem::path program;
    std::string host;
    std::uint16_t port = 0;  ///< 0 until it is known
    std::string url;         ///< of its UI; empty until it is known
    std::string log;         ///< file; empty for one in the foreground
    std::string since;       ///< 2026-01-31T12:00:00Z
    bool ready = false;      ///< it has answered once
    platform::ProcessIdentity process;
};

/// What is known of services on this machine, one small file each:
///
///     FOLDER/registered/NAME.json   FOLDER/started/NAME.json   FOLDER/logs/NAME.log
///
/// Files are complete or absent; who changes something holds the lock. Functions throw Failure where a file
/// can't be read, written or understood; lists leave such files out, and problems() has them.
class Records {
  public:
    /// $XDG_STATE_HOME/gasworks, else ~/.local/state/gasworks.
    static std::filesystem::path default_folder();

    explicit Records(const std::filesystem::path& folder);

    /// Waits up to ten seconds for others to finish their change.
    eigenfaces::service::FolderLock lock() const;

    std::vector<Registration> registrations() const;  ///< by name
    std::optional<Registration> registration(const std::string& name) const;
    void put(const Registration& registration) const;
    void remove_registration(const std::string& name) const;

    std::vector<Started> started() const;  ///< by name
    std::optional<Started> started(const std::string& name) const;
    void put(const Started& started) const;
    void remove_started(const std::string& name) const;

    /// A file that can't be read or understood.
    struct Problem {
        std::string name;    ///< of the service
        std::string reason;  ///< names the file and what to do
    };
    std::vector<Problem> problems() const;

    std::filesystem::path log_of(const std::string& name) const;

  private:
    std::filesystem::path folder_;
};

/// What is wrong with a name; nothing when it is good.
std::optional<std::string> wrong_name(const std::string& name);

}  // namespace gasworks::lifecycle
