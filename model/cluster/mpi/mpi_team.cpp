#include "model/cluster/mpi/mpi_team.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <new>
#include <optional>
#include <utility>

namespace eigenfaces::cluster {
namespace {

using namespace std::chrono_literals;

/// MPI counts with int. In units of so many bytes it counts far enough.
constexpr std::size_t unit = 64;

/// The message that says: I failed.
constexpr int announcement = 1;

/// How long an interrupted rank waits for others that may be gone. Shorter than mpirun's second.
constexpr auto patience = 500ms;

int units(std::size_t bytes) {
    return static_cast<int>((bytes + unit - 1) / unit);
}

int integer(std::size_t value) {
    return static_cast<int>(value);
}

}  // namespace

MpiProcess::MpiProcess() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    if (provided < MPI_THREAD_SERIALIZED)
        throw std::runtime_error("this MPI does not allow two threads of a process to use it in turn");
}

MpiProcess::~MpiProcess() {
    MPI_Finalize();
}

std::size_t MpiProcess::rank() const {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return static_cast<std::size_t>(rank);
}

std::size_t MpiProcess::size() const {
    int size = 0;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    return static_cast<std::size_t>(size);
}

std::size_t MpiProcess::size_on_this_machine() const {
    MPI_Comm machine = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    int size = 0;
    MPI_Comm_size(machine, &size);
    MPI_Comm_free(&machine);
    return static_cast<std::size_t>(size);
}

std::string MpiProcess::machine() const {
    std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
    int length = 0;
    MPI_Get_processor_name(name.data(), &length);
    return {name.data(), static_cast<std::size_t>(length)};
}

void MpiProcess::end_all() {
    MPI_Abort(MPI_COMM_WORLD, 1);
    std::abort();  // MPI_Abort may return where a job is beyond it
}

MpiTeam::MpiTeam(const MpiProcess& process, std::stop_token interrupted)
    : Team(process.rank(), process.size()),
      interrupted_(std::move(interrupted)),
      on_interruption_(interrupted_, [this] { stop_.request_stop(); }) {
    MPI_Type_contiguous(integer(unit), MPI_BYTE, &unit_);
    MPI_Type_commit(&unit_);
    if (size() > 1) watcher_ = std::jthread([this](const std::stop_token& end) { watch_for_failures(end); });
}

MpiTeam::~MpiTeam() {
    watcher_ = {};
    if (lost_) return;
    receive_announcements();
    MPI_Type_free(&unit_);
}

std::vector<Team::Header> MpiTeam::exchange_headers(const Header& own) {
    std::vector<Header> all(size());
    MPI_Request request = MPI_REQUEST_NULL;
    {
        const std::lock_guard lock(mpi_);
        MPI_Iallgather(&own, integer(sizeof own), MPI_BYTE, all.data(), integer(sizeof own), MPI_BYTE,
                       MPI_COMM_WORLD, &request);
    }
    wait(request);
    return all;
}

Gathered MpiTeam::exchange(Bytes own, const std::vector<std::size_t>& sizes, bool to_everyone) {
    const bool receives = to_everyone || is_first();
    std::vector<int> counts;
    std::vector<int> places;
    std::vector<std::size_t> begin;
    std::size_t end = 0;
    for (const std::size_t size : sizes) {
        counts.push_back(units(size));
        places.push_back(units(end));
        begin.push_back(end);
        end += static_cast<std::size_t>(units(size)) * unit;
    }
    Bytes all;
    try {
        own.resize(static_cast<std::size_t>(counts[rank()]) * unit);
        all.resize(receives ? end : 0);
    } catch (const std::bad_alloc&) {
        throw TeamLost("rank " + std::to_string(rank()) + " has no memory for the " + std::to_string(end) +
                       " bytes that the ranks exchange");
    }
    MPI_Request request = MPI_REQUEST_NULL;
    {
        const std::lock_guard lock(mpi_);
        if (to_everyone) {
            MPI_Iallgatherv(own.data(), counts[rank()], unit_, all.data(), counts.data(), places.data(),
                            unit_, MPI_COMM_WORLD, &request);
        } else {
            MPI_Igatherv(own.data(), counts[rank()], unit_, all.data(), counts.data(), places.data(), unit_,
                         0, MPI_COMM_WORLD, &request);
        }
    }
    wait(request);
    if (!receives) return {};
    return {std::move(all), std::move(begin), sizes};
}

Bytes MpiTeam::send_to_all(Bytes of_first, std::size_t size) {
    try {
        of_first.resize(static_cast<std::size_t>(units(size)) * unit);
    } catch (const std::bad_alloc&) {
        throw TeamLost("rank " + std::to_string(rank()) + " has no memory for the " + std::to_string(size) +
                       " bytes that the first rank sends");
    }
    MPI_Request request = MPI_REQUEST_NULL;
    {
        const std::lock_guard lock(mpi_);
        MPI_Ibcast(of_first.data(), units(size), unit_, 0, MPI_COMM_WORLD, &request);
    }
    wait(request);
    of_first.resize(size);
    return of_first;
}

void MpiTeam::announce_failure() {
    const std::lock_guard lock(mpi_);
    for (std::size_t other = 0; other < size(); ++other) {
        if (other == rank()) continue;
        MPI_Request request = MPI_REQUEST_NULL;
        MPI_Isend(nullptr, 0, MPI_BYTE, integer(other), announcement, MPI_COMM_WORLD, &request);
        MPI_Request_free(&request);  // it has nothing to keep; MPI_Finalize sees to its end
    }
}

void MpiTeam::wait(MPI_Request& request) {
    std::optional<std::chrono::steady_clock::time_point> interrupted_at;
    for (std::size_t looks = 0;; ++looks) {
        int done = 0;
        {
            const std::lock_guard lock(mpi_);
            MPI_Test(&request, &done, MPI_STATUS_IGNORE);
            if (done == 0 && interrupted_.stop_requested()) {
                const auto now = std::chrono::steady_clock::now();
                interrupted_at = interrupted_at.value_or(now);
                lost_ = now - *interrupted_at > patience;
            }
        }
        if (done != 0) return;
        if (lost_) throw TeamLost("training was cancelled, and the other ranks did not answer");
        // At first soon again, for what comes from this machine; then without keeping a processor from ranks
        // that compute on it.
        if (looks < 200) {
            std::this_thread::yield();
        } else {
            std::this_thread::sleep_for(looks < 2000 ? 50us : 500us);
        }
    }
}

void MpiTeam::watch_for_failures(const std::stop_token& end) {
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    // An arriving message wakes nobody up either: MPI is asked.
    while (!end.stop_requested()) {
        if (receive_announcements()) stop_.request_stop();
        ended.wait_for(lock, end, 20ms, [] { return false; });
    }
}

bool MpiTeam::receive_announcements() {
    const std::lock_guard lock(mpi_);
    bool any = false;
    while (!lost_) {
        int has_come = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, announcement, MPI_COMM_WORLD, &has_come, &status);
        if (has_come == 0) break;
        MPI_Recv(nullptr, 0, MPI_BYTE, status.MPI_SOURCE, announcement, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        any = true;
    }
    return any;
}

}  // namespace eigenfaces::cluster
