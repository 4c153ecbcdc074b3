#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <pistache/reactor.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "http/connection.hpp"
#include "http/mailbox.hpp"

namespace gasworks::http::pistache {

/// Clients beyond the limit that are told so. More than these are closed without a word, so that a flood of
/// them never uses up the descriptors: Pistache would then turn in circles, trying to accept the next one.
inline constexpr std::size_t most_refused_at_once = 32;

/// Wakes every I/O thread of a server. Thread-safe.
class WakeUp {
  public:
    void add(std::shared_ptr<Mailbox> mailbox);
    void all();

  private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<Mailbox>> mailboxes_;
};

/// Where the I/O threads find new clients. Thread-safe.
struct ListeningSocket {
    std::atomic<int> descriptor{-1};  ///< -1 until it listens
};

/// What every I/O thread's transport is made with.
struct TransportSettings {
    ConnectionEnvironment* environment = nullptr;  ///< outlives the transports
    std::shared_ptr<WakeUp> wake_up;
    std::shared_ptr<const ListeningSocket> listening;
    std::chrono::milliseconds tick{500};
    std::size_t max_connections = 0;
};

/// One I/O thread's connections, in the place of Pistache's own reading and writing.
///
/// Pistache waits for events; who is accepted, and what is read and written, is between this class and
/// Connection. Pistache's own queues, of clients and of bytes to write, stay empty, and so does its parser:
/// it would lose clients, and bytes are keyed by descriptor numbers that may belong to somebody else by now.
///
/// Each I/O thread accepts its clients itself (decision 018), so that a new one does not wait until one
/// thread has woken another. The kernel wakes one of those that wait; one that is busy does not take more.
///
/// What of the base class is relied on (0.0.5): handleNewPeer(), on this thread, calls the handler's
/// onConnection(), and then watches the descriptor edge-triggered under a tag that is the descriptor's
/// number; removePeer() stops that and closes the descriptor.
class Transport : public Pistache::Tcp::Transport {
  public:
    explicit Transport(TransportSettings settings);
    ~Transport() override;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    std::shared_ptr<Pistache::Aio::Handler> clone() const override;
    void registerPoller(Pistache::Polling::Epoll& poller) override;
    void onReady(const Pistache::Aio::FdSet& events) override;

    /// From the handler, when Pistache has taken a new client.
    void take_over(const std::shared_ptr<Pistache::Tcp::Peer>& peer);

  private:
    /// Begins to look for new clients, where the server listens by now.
    void watch_for_clients();
    /// Looks for them again at the next tick, and not before.
    void pause_accepting();
    void accept_client();
    /// Refuses a connection that is one too many.
    void admit(Connection& connection, const PeerAddress& client) const;
    void on_mailbox();
    void on_timer();
    void on_socket(int descriptor);
    /// After anything that happened to a connection: removes it, or asks for the events that it waits for.
    void settle(int descriptor);
    void remove(int descriptor);

    TransportSettings settings_;
    std::shared_ptr<Mailbox> mailbox_;
    int timer_ = -1;
    int epoll_ = -1;    ///< Pistache's, of this thread
    int watched_ = -1;  ///< the listening socket, while it is looked at
    std::uint64_t next_number_ = 1;
    std::unordered_map<int, std::unique_ptr<Connection>> connections_;  ///< by descriptor
    std::unordered_map<std::uint64_t, int> descriptors_;                ///< by connection number
    std::unordered_set<int> watched_for_writing_;
    std::unordered_set<int> have_more_input_;
};

}  // namespace gasworks::http::pistache
