#pragma once

#include <cstddef>
#include <functional>
#include <mpi.h>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "model/cluster/team.hpp"

namespace eigenfaces::cluster {

/// MPI, from MPI_Init to MPI_Finalize. One for each process.
class MpiProcess {
  public:
    /// Throws std::runtime_error where this MPI does not let two threads of a process use it in turn.
    MpiProcess();
    ~MpiProcess();
    MpiProcess(const MpiProcess&) = delete;
    MpiProcess& operator=(const MpiProcess&) = delete;

    std::size_t rank() const;
    std::size_t size() const;
    /// Ranks that share this machine's memory and processors, this one included.
    std::size_t size_on_this_machine() const;
    std::string machine() const;
    /// Ends all ranks at once: for where they can't be talked to any more.
    [[noreturn]] static void end_all();
};

/// The processes that mpirun has started.
///
/// Every exchange waits with an eye on `interrupted`: mpirun passes SIGTERM to all ranks when one has died,
/// and kills what is left a second later. A rank that fails tells the others to stop computing at once, by
/// stop_token().
class MpiTeam final : public Team {
  public:
    MpiTeam(const MpiProcess& process, std::stop_token interrupted);
    ~MpiTeam() override;
    MpiTeam(const MpiTeam&) = delete;
    MpiTeam& operator=(const MpiTeam&) = delete;

    /// Stop is requested when this process was interrupted or another rank fails.
    std::stop_token stop_token() const { return stop_.get_token(); }

  protected:
    std::vector<Header> exchange_headers(const Header& own) override;
    Gathered exchange(Bytes own, const std::vector<std::size_t>& sizes, bool to_everyone) override;
    Bytes send_to_all(Bytes of_first, std::size_t size) override;
    void announce_failure() override;

  private:
    void wait(MPI_Request& request);
    void watch_for_failures(const std::stop_token& end);
    /// Takes the announcements that have come.
    /// \return whether there were some
    bool receive_announcements();

    std::stop_token interrupted_;
    std::stop_source stop_;
    std::stop_callback<std::function<void()>> on_interruption_;
    std::mutex mpi_;     ///< one thread at a time
    bool lost_ = false;  ///< an exchange was given up: its buffers are gone, MPI must not be called again
    MPI_Datatype unit_ = MPI_DATATYPE_NULL;
    std::jthread watcher_;
};

}  // namespace eigenfaces::cluster
